using Temper.Data;

namespace WebApi;

/// <summary>Which program computes is told by the file's name.</summary>
internal static class ClassifierFile
{
    /// <summary>Loads a classifier and tries it.</summary>
    /// <exception cref="DataException">It cannot be used; the message says what can.</exception>
    public static IClassifier Load(string? path)
    {
        if (string.IsNullOrEmpty(path) || !File.Exists(path))
        {
            var problem = string.IsNullOrEmpty(path) ? "No model is named" : $"{path}: no such file";
            throw new DataException($"{problem}; give --model FILE, an .onnx of temper export or a model.safetensors.");
        }

        IClassifier classifier = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? new TemperClassifier(path) : new OnnxClassifier(path);
        var (_, height, width) = classifier.Net;

        // The first call gets things ready. It also shows a net whose training has diverged.
        if (classifier.Probabilities([.. Enumerable.Repeat(byte.MaxValue, height * width)]).All(float.IsFinite))
        {
            return classifier;
        }

        classifier.Dispose();
        throw new DataException($"{path}: the net's outputs are not numbers (its training has diverged); train it again.");
    }
}
