using Microsoft.ML.OnnxRuntime;
using Temper.Export;
using Temper.Lab.Benchmarks;

namespace Peers;

/// <summary>
/// ONNX Runtime on the exported model, with its best settings: all graph optimizations, its own threads that spin between calls, input
/// and output tensors made beforehand over the caller's memory, so that a call copies and allocates as little as its API lets it.
/// </summary>
/// <param name="options">What the exported graph contains.</param>
internal sealed class OnnxRuntimeCandidate(OnnxOptions options) : IPredictionCandidate
{
    public string Name => "ONNX Runtime";

    public IPredictionSession Open(Model model, byte[] pixels, int batch, int threads) => new Session(model, options, pixels, batch, threads);

    private sealed class Session : IPredictionSession
    {
        private readonly SessionOptions settings;
        private readonly InferenceSession session;
        private readonly RunOptions run = new();
        private readonly string[] inputNames = [OnnxFile.InputName];
        private readonly string[] outputNames = [OnnxFile.LogitsName];
        private readonly OrtValue[][] inputs;
        private readonly OrtValue[] outputs;
        private readonly float[] logits;

        public Session(Model model, OnnxOptions options, byte[] pixels, int batch, int threads)
        {
            using var file = new MemoryStream();
            OnnxFile.Write(file, model, options);
            settings = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            };
            session = new InferenceSession(file.ToArray(), settings);
            var classes = model.ClassNames.Count;
            var features = model.Input.Features;
            logits = new float[batch * classes];
            outputs = [OrtValue.CreateTensorValueFromMemory(logits, [batch, classes])];
            inputs = [.. Enumerable.Range(0, pixels.Length / features / batch).Select(i => new[] { Input(i) })];

            OrtValue Input(int i) => options.Scale
                ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(i * batch * features, batch * features), [batch, features])
                : OrtValue.CreateTensorValueFromMemory(
                    Array.ConvertAll(pixels.AsSpan(i * batch * features, batch * features).ToArray(), pixel => model.Scaler.Table[pixel]), [batch, features]);
        }

        public ReadOnlySpan<float> Logits => logits;

        public void Predict(int batch) => session.Run(run, inputNames, inputs[batch], outputNames, outputs);

        public void Dispose()
        {
            foreach (var input in inputs)
            {
                input[0].Dispose();
            }

            outputs[0].Dispose();
            run.Dispose();
            session.Dispose();
            settings.Dispose();
        }
    }
}
