using System.CommandLine;
using System.Globalization;
using Temper.Layers;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>The options that describe a net: a spec file, or hidden layers.</summary>
/// <param name="specDescription">What --spec says in the command's help.</param>
/// <param name="hiddenEnding">How the description of --hidden ends.</param>
internal sealed class NetOptions(string specDescription, string hiddenEnding = "Default 200,200,200.")
{
    private readonly Option<string?> spec = new("--spec") { HelpName = "FILE", Description = specDescription };
    private readonly Option<string?> hidden = new("--hidden") { HelpName = "N,N,...", Description = $"Units of the hidden layers, each followed by ReLU. {hiddenEnding}" };
    private readonly Option<double?> dropout = new("--dropout") { HelpName = "P", Description = "Dropout after each hidden ReLU. Default none." };
    private readonly Option<bool> batchNorm = new("--batch-norm") { Description = "BatchNorm1d before each hidden ReLU." };

    public Option[] All => [spec, hidden, dropout, batchNorm];

    /// <summary>The spec file; null if none was given.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="workingFolder">Where a relative file is looked for.</param>
    public TrainSpec? ReadFile(ParseResult parsed, string workingFolder)
    {
        if (parsed.GetValue(spec) is not { } file)
        {
            return null;
        }

        var path = Path.GetFullPath(file, workingFolder);
        try
        {
            return SpecJson.ReadSpec(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpecException($"The spec file cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>The layers: those of --hidden, or of the spec file.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="file">The spec file, if there is one.</param>
    /// <param name="classes">Outputs of a net made from --hidden.</param>
    public IReadOnlyList<LayerSpec> Layers(ParseResult parsed, TrainSpec? file, int classes)
    {
        if (file is null || IsGiven(parsed, hidden))
        {
            return FromHidden(parsed, classes);
        }

        return IsGiven(parsed, dropout) || IsGiven(parsed, batchNorm)
            ? throw new UsageException("--dropout and --batch-norm describe a net of --hidden layers, but the spec file has its own; give --hidden too, or change the file.")
            : file.Layers;
    }

    /// <summary>Whether the net was described, not left to the defaults.</summary>
    public bool IsDescribed(ParseResult parsed) => IsGiven(parsed, spec) || IsGiven(parsed, hidden);

    private List<LayerSpec> FromHidden(ParseResult parsed, int classes)
    {
        var layers = new List<LayerSpec>();
        foreach (var text in (parsed.GetValue(hidden) ?? "200,200,200").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units < 1)
            {
                throw new UsageException($"--hidden takes whole numbers of at least 1 with commas between, received \"{text}\".");
            }

            layers.Add(new Linear(units));
            if (parsed.GetValue(batchNorm))
            {
                layers.Add(new BatchNorm1d());
            }

            layers.Add(new ReLU());
            if (parsed.GetValue(dropout) is { } p and not 0)
            {
                layers.Add(new Dropout(p));
            }
        }

        layers.Add(new Linear(classes));
        return layers;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
