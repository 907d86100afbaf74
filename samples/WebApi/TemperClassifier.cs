using Temper.Prediction;

namespace WebApi;

/// <summary>A model.safetensors as <c>temper train</c> leaves it, computed by Temper itself.</summary>
internal sealed class TemperClassifier(string path) : IClassifier
{
    private readonly Predictor predictor = Predictor.Load(path);

    public (IReadOnlyList<string> Classes, int Height, int Width) Net => (predictor.ClassNames, predictor.Height, predictor.Width);

    public float[] Probabilities(byte[] pixels)
    {
        var probabilities = new float[predictor.Classes];
        predictor.PredictProbabilities(pixels, probabilities);
        return probabilities;
    }

    public void Dispose() => predictor.Dispose();
}
