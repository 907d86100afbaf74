using System.CommandLine;
using System.Globalization;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Layers;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>The options that describe a net: a spec file, or hidden layers.</summary>
/// <param name="specDescription">Description of --spec in the command's help.</param>
/// <param name="hiddenEnding">Last sentence of the description of --hidden.</param>
internal sealed class NetOptions(string specDescription, string hiddenEnding = "Default: 200,200,200.")
{
    private readonly Option<string?> spec = new("--spec") { HelpName = "FILE", Description = specDescription };

    private readonly Option<string?> hidden = new("--hidden")
    {
        HelpName = "N,N,...",
        Description = $"Units of the hidden layers, each followed by ReLU. {hiddenEnding}",
    };

    private readonly Option<double?> dropout = NumberOption.Real("--dropout", "P", "Dropout after each hidden ReLU. Default: none.", "0.5");
    private readonly Option<bool> batchNorm = new("--batch-norm") { Description = "BatchNorm1d before each hidden ReLU." };

    public Option[] All => [spec, hidden, dropout, batchNorm];

    /// <summary>The spec file; null if none was given. The options beside it are checked first.</summary>
    /// <param name="terminal">Resolves relative paths.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="UsageException">The other options are wrong, whatever the file holds.</exception>
    /// <exception cref="SpecException">The file cannot be read, or holds no spec.</exception>
    public TrainSpec? ReadFile(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        // What is typed wrong is so whatever the file holds.
        if (!IsGiven(parsed, spec) || IsGiven(parsed, hidden))
        {
            FromHidden(parsed, classes: 1);
        }
        else if (IsGiven(parsed, dropout) || IsGiven(parsed, batchNorm))
        {
            throw new UsageException(
                "--dropout and --batch-norm describe a net of --hidden layers, "
                + "but the spec file has its own; give --hidden too, or change the file.");
        }

        if (parsed.GetValue(spec) is not { } file)
        {
            return null;
        }

        var path = terminal.FullPath(file);
        try
        {
            return SpecJson.ReadSpec(SpecJson.ReadText(path, cancellationToken), path);
        }
        catch (DataException error)
        {
            throw new SpecException($"The spec file cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The layers: those of --hidden, or of the spec file.</summary>
    /// <param name="file">The spec file, if there is one.</param>
    /// <param name="classes">Outputs of a net made from --hidden.</param>
    public IReadOnlyList<LayerSpec> Layers(ParseResult parsed, TrainSpec? file, int classes) =>
        file is null || IsGiven(parsed, hidden) ? FromHidden(parsed, classes) : file.Layers;

    /// <summary>Whether --spec or --hidden was given.</summary>
    public bool IsDescribed(ParseResult parsed) => IsGiven(parsed, spec) || IsGiven(parsed, hidden);

    private List<LayerSpec> FromHidden(ParseResult parsed, int classes)
    {
        var layers = new List<LayerSpec>();
        var p = parsed.GetValue(dropout) ?? 0;
        if (p is < 0 or > 1)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--dropout must be a probability from 0 to 1, received {p}."));
        }

        foreach (var units in Units(parsed.GetValue(hidden) ?? "200,200,200"))
        {
            layers.Add(new Linear(units));
            if (parsed.GetValue(batchNorm))
            {
                layers.Add(new BatchNorm1d());
            }

            layers.Add(new ReLU());
            if (p != 0)
            {
                layers.Add(new Dropout(p));
            }
        }

        layers.Add(new Linear(classes));
        return layers;
    }

    private static IEnumerable<int> Units(string text)
    {
        // "" is a net without hidden layers.
        foreach (var piece in text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!NumberText.TryReadWhole(piece, out int units, out var problem, "200"))
            {
                throw new UsageException($"--hidden takes comma-separated whole numbers, one per layer: {problem} in \"{text}\".");
            }

            yield return units >= 1
                ? units
                : throw new UsageException(
                    "--hidden takes comma-separated whole numbers, one per layer: "
                    + $"expected at least 1, received \"{piece}\" in \"{text}\".");
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
