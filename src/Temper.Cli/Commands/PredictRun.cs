using System.Globalization;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Images;
using Temper.Layers;

namespace Temper.Cli.Commands;

/// <summary>One call of temper predict: picture by picture, whatever becomes of the others.</summary>
internal sealed class PredictRun : IDisposable
{
    private readonly Model model;
    private readonly string path;
    private readonly Report report;
    private readonly CpuDevice device = new();
    private readonly Network network;
    private readonly List<string> hints = [];

    public PredictRun(Model model, string path, Report report)
    {
        (this.model, this.path, this.report) = (model, path, report);
        network = model.CreateNetwork(device, rows: 1);
    }

    public int Run(IReadOnlyList<string> files, int top, bool trim, CancellationToken cancellationToken)
    {
        var predictions = new List<Prediction>();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                predictions.Add(Predict(file, top, trim));
            }
            catch (DataException error)
            {
                report.Terminal.Error.WriteLine($"temper: {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        if (report.IsJson)
        {
            report.Document(CliJson.Write(predictions));
        }
        else if (predictions.Count > 0)
        {
            report.Table(["Picture", ">Probability", "Class"], predictions.SelectMany(Rows));
            foreach (var prediction in predictions.Where(prediction => prediction.Inverted))
            {
                report.Info($"{CellText.Clean(prediction.File)}: dark on light, so it was inverted.");
            }

            hints.ForEach(report.Info);
        }

        return predictions.Count == files.Count ? ExitCodes.Done : ExitCodes.BadDataOrConfiguration;
    }

    public void Dispose()
    {
        network.Dispose();
        device.Dispose();
    }

    private Prediction Predict(string file, int top, bool trim)
    {
        if (file.Length == 0)
        {
            throw new DataException("The name of a picture is empty.");
        }

        var input = ImageInput.Load(Path.GetFullPath(file, report.Terminal.WorkingFolder), model.Height, model.Width, trim);
        if (input.HasWideMargins && !trim)
        {
            hints.Add($"{CellText.Clean(file)}: has wide margins; --trim cuts them off first.");
        }

        network.Input(1).Write(Array.ConvertAll(input.Pixels, pixel => model.Scaler.Table[pixel]).AsSpan());
        var probabilities = Softmax(network.Forward(new Pass(1, Training: false)).ToDoubles());
        if (!probabilities.All(double.IsFinite))
        {
            throw new DataException($"{path}: the model's outputs are not numbers (its training has diverged); train it again.");
        }

        var guesses = probabilities
            .Select((probability, label) => new ClassGuess(model.ClassNames[label], label, probability))
            .OrderByDescending(guess => guess.Probability)
            .ThenBy(guess => guess.Label)
            .Take(top);
        return new Prediction(file, input.Inverted, [.. guesses]);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(Prediction prediction) => prediction.Guesses.Select((guess, i) => (IReadOnlyList<string>)
    [
        i == 0 ? CellText.Clean(prediction.File) : "",
        (100 * guess.Probability).ToString("F2", CultureInfo.InvariantCulture) + "%",
        CellText.Clean(guess.Class),
    ]);

    /// <summary>exp(x - max) / sum of the same.</summary>
    private static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var powers = Array.ConvertAll(logits, logit => Math.Exp(logit - largest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }
}
