using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Temper.Data;
using Temper.Export;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace WebApi;

/// <summary>A net.onnx of <c>temper export --softmax</c>, computed by ONNX Runtime. Its metadata say what it needs.</summary>
internal sealed class OnnxClassifier : IClassifier
{
    private const string Export = "temper export MODEL --onnx FILE --softmax";

    private readonly InferenceSession session;

    public OnnxClassifier(string path)
    {
        session = Open(path);
        try
        {
            Net = Check(path);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public (IReadOnlyList<string> Classes, int Height, int Width) Net { get; }

    public float[] Probabilities(byte[] pixels)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, pixels.Length]);
        using var options = new RunOptions();
        using var results = session.Run(options, [OnnxFile.InputName], [input], [OnnxFile.ProbabilitiesName]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => session.Dispose();

    private static InferenceSession Open(string path)
    {
        try
        {
            // One thread for each request: a server has enough of those. What goes wrong is thrown, so it need not be logged too.
            using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            return new InferenceSession(File.ReadAllBytes(path), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DataException($"{path}: ONNX Runtime cannot load it ({error.Message.TrimEnd('.')}); make it with {Export}.", error);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            throw new DataException(
                $"ONNX Runtime's package has no library for {RuntimeInformation.RuntimeIdentifier}; give a model.safetensors instead.", error);
        }
    }

    private (IReadOnlyList<string>, int, int) Check(string path)
    {
        if (!session.InputMetadata.TryGetValue(OnnxFile.InputName, out var input) || input.ElementDataType != TensorElementType.UInt8)
        {
            throw new DataException($"{path}: does not take raw bytes; make it with {Export}, without --floats.");
        }

        if (!session.OutputMetadata.TryGetValue(OnnxFile.ProbabilitiesName, out var output))
        {
            throw new DataException($"{path}: does not give probabilities; make it with {Export}.");
        }

        try
        {
            var metadata = session.ModelMetadata.CustomMetadataMap;
            var classes = JsonSerializer.Deserialize(metadata["temper.classes"], WebJson.Default.StringArray)!;
            int[] shape = [.. metadata["temper.shape"].Split(' ').Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))];
            if (shape is [1, var height, var width] && height * width == input.Dimensions[^1] && classes.Length == output.Dimensions[^1])
            {
                return (classes, height, width);
            }
        }
        catch (Exception error) when (error is KeyNotFoundException or JsonException or FormatException or OverflowException)
        {
            // The sentence below is for these, too.
        }

        throw new DataException($"{path}: its metadata do not name classes and picture size; make it with {Export}.");
    }
}
