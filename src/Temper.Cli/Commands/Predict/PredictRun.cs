using System.Globalization;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Images;
using Temper.Prediction;

namespace Temper.Cli.Commands.Predict;

/// <summary>One call of temper predict: picture by picture, whatever becomes of the others.</summary>
internal sealed class PredictRun : IDisposable
{
    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = "-";

    private readonly string path;
    private readonly Report report;
    private readonly Predictor predictor;
    private readonly List<string> hints = [];

    public PredictRun(Model model, string path, Report report)
    {
        (this.path, this.report) = (path, report);
        predictor = new Predictor(model);
    }

    public int Run(IReadOnlyList<string> files, int top, bool trim, CancellationToken cancellationToken)
    {
        var predictions = new List<PicturePrediction>();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                predictions.Add(Predict(file, top, trim, cancellationToken));
            }
            catch (DataException error)
            {
                ErrorLine.Write(report.Terminal, error.Message);
            }
        }

        if (report.IsJson)
        {
            report.Document(CliJson.Write(predictions));
        }
        else if (predictions.Count > 0)
        {
            report.Table([new("Picture"), new("Probability", true), new("Class")], predictions.SelectMany(Rows));
            foreach (var prediction in predictions.Where(prediction => prediction.Inverted))
            {
                report.Info($"{prediction.File}: dark on light, so it was inverted.");
            }

            hints.ForEach(report.Info);
        }

        return predictions.Count == files.Count ? ExitCodes.Done : ExitCodes.BadDataOrConfiguration;
    }

    public void Dispose() => predictor.Dispose();

    private PicturePrediction Predict(string file, int top, bool trim, CancellationToken cancellationToken)
    {
        var input = Load(file, trim, cancellationToken);
        if (input.HasWideMargins && !trim)
        {
            hints.Add($"{file}: has wide margins; --trim cuts them off first.");
        }

        var logits = new float[predictor.Classes];
        predictor.PredictLogits(input.Pixels, logits);
        var probabilities = Softmax(logits);
        if (!probabilities.All(double.IsFinite))
        {
            throw new DataException($"{path}: the model's outputs are not numbers (its training has diverged); train it again.");
        }

        var guesses = probabilities
            .Select((probability, label) => new ClassGuess(predictor.ClassNames[label], label, probability))
            .OrderByDescending(guess => guess.Probability)
            .ThenBy(guess => guess.Label)
            .Take(top);
        return new PicturePrediction(file, input.Inverted, [.. guesses]);
    }

    private ImageInput Load(string file, bool trim, CancellationToken cancellationToken)
    {
        if (file != StandardInput)
        {
            return ImageInput.Load(report.Terminal.FullPath(file), predictor.Height, predictor.Width, trim, cancellationToken);
        }

        using var input = report.Terminal.Input();
        return ImageInput.Load(input, "standard input", predictor.Height, predictor.Width, trim, cancellationToken);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(PicturePrediction prediction) =>
        prediction.Guesses.Select((guess, i) => (IReadOnlyList<string>)
        [
            i == 0 ? prediction.File : "",
            (100 * guess.Probability).ToString("F2", CultureInfo.InvariantCulture) + "%",
            guess.Class,
        ]);

    /// <summary>exp(x - max) / sum of the same, in 64 bits: shown probabilities have more digits than a float's.</summary>
    private static double[] Softmax(float[] logits)
    {
        var largest = logits.Max();
        var powers = Array.ConvertAll(logits, logit => Math.Exp((double)logit - largest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }
}
