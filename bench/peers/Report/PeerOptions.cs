using System.Globalization;

namespace Peers;

/// <summary>What both programs are asked: the same options, so that compare.sh can call them alike.</summary>
/// <param name="Experiment">"baseline" or "altogether".</param>
/// <param name="Epochs">Epochs that are measured.</param>
/// <param name="WarmUp">Epochs trained before, on another net that is thrown away; 0 for none.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="Seed">Seed of the split, the initial weights, the order of the batches and dropout.</param>
/// <param name="Json">File for the report; null for none.</param>
/// <param name="Data">Folder of data sets.</param>
/// <param name="Style">How the training is written, where a program has several ways.</param>
internal sealed record PeerOptions(string Experiment, int Epochs, int WarmUp, int Threads, int Seed, string? Json, string Data, string Style)
{
    private static readonly string[] Names = ["--experiment", "--epochs", "--warm-up", "--threads", "--seed", "--json", "--data"];

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="styles">What --style may be, the default first; none where there is only one way.</param>
    /// <exception cref="UsageException">It is not understood.</exception>
    public static PeerOptions Parse(string[] args, params string[] styles)
    {
        var names = styles.Length > 0 ? Names.Append("--style").ToArray() : Names;
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!names.Contains(args[i]) || i + 1 == args.Length)
            {
                throw new UsageException($"Expected options, each with a value, out of {string.Join(", ", names)}; received \"{args[i]}\".");
            }

            given[args[i]] = args[i + 1];
        }

        return new PeerOptions(
            OneOf("--experiment", "baseline", "altogether"),
            Number("--epochs", otherwise: 5, least: 1),
            Number("--warm-up", otherwise: 1, least: 0),
            Number("--threads", otherwise: 1, least: 1),
            Number("--seed", otherwise: 1, least: 0),
            given.GetValueOrDefault("--json"),
            given.GetValueOrDefault("--data") ?? Variable()
                ?? throw new UsageException("Expected a folder that holds fashion-mnist/, received none; set TEMPER_DATA or give --data."),
            styles.Length > 0 ? OneOf("--style", styles) : "");

        static string? Variable() => Environment.GetEnvironmentVariable("TEMPER_DATA") is { Length: > 0 } folder ? folder : null;

        int Number(string name, int otherwise, int least)
        {
            var text = given.GetValueOrDefault(name);
            return text is null ? otherwise
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
                : throw new UsageException($"{name} expects a whole number of at least {least}, received \"{text}\".");
        }

        string OneOf(string name, params string[] allowed)
        {
            var text = given.GetValueOrDefault(name, allowed[0]);
            return allowed.Contains(text) ? text
                : throw new UsageException($"{name} expects {string.Join(" or ", allowed)}, received \"{text}\".");
        }
    }
}
