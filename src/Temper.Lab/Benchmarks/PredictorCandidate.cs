using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Prediction;

namespace Temper.Lab.Benchmarks;

/// <summary>Temper's own <see cref="Predictor"/>.</summary>
/// <param name="instructionSet">Vector width; null for the best there is.</param>
public sealed class PredictorCandidate(InstructionSet? instructionSet = null) : IPredictionCandidate
{
    /// <inheritdoc/>
    public string Name => "Temper";

    /// <inheritdoc/>
    public IPredictionSession Open(Model model, byte[] pixels, int batch, int threads) =>
        new Session(new Predictor(model, threads, instructionSet), pixels, batch);

    private sealed class Session(Predictor predictor, byte[] pixels, int batchSize) : IPredictionSession
    {
        private readonly float[] logits = new float[batchSize * predictor.Classes];

        public ReadOnlySpan<float> Logits => logits;

        public void Predict(int batch)
        {
            var length = batchSize * predictor.Features;
            predictor.PredictLogits(pixels.AsSpan(batch * length, length), logits);
        }

        public void Dispose() => predictor.Dispose();
    }
}
