using System.CommandLine;
using System.Globalization;
using Temper.Cli.Commands;
using Temper.Cli.Output;
using Temper.Lab.Experiments;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Options;

/// <summary>The options that compare, factorial and claims share. Each command makes its own instances.</summary>
internal sealed class StudyOptions(int defaultSeeds)
{
    private readonly Option<int> seeds = new("--seeds")
    {
        Description = "Seeds of every arm; each varies the split, the initial weights and the batch order together. With --until-decided: seeds of the first block.",
        HelpName = "N",
        DefaultValueFactory = _ => defaultSeeds,
    };

    private readonly Option<ulong> seed = new("--seed") { Description = "First seed.", HelpName = "S", DefaultValueFactory = _ => 1 };

    private readonly Option<string> protocol = new("--protocol")
    {
        Description = "sound (as sound practice trains the net) or chapter (as the chapter's code does).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "sound",
    };

    private readonly Option<string[]> quirk = new("--quirk") { Description = "Switches one of the chapter's quirks in all arms, e.g. Q4=on; can be repeated.", HelpName = "Qn=on|off" };

    private readonly Option<int?> epochs = new("--epochs") { Description = "Epochs of all arms. Default 5, or what a spec file says.", HelpName = "N" };

    private readonly Option<string?> learningRate = new("--lr")
    {
        Description = "Learning rate of all arms, or auto: picked for each arm by validation accuracy, on seeds that the verdict does not use. Default the protocol's 0.01.",
        HelpName = "R|auto",
    };

    private readonly Option<double> region = new("--region") { Description = "Differences within this many percentage points count as negligible.", HelpName = "POINTS", DefaultValueFactory = _ => 0.2 };

    private readonly Option<double> alpha = new("--alpha") { Description = "Largest chance of a false verdict.", HelpName = "A", DefaultValueFactory = _ => 0.05 };

    private readonly Option<bool> untilDecided = new("--until-decided") { Description = "Adds seeds in blocks until every verdict is decided, by a sequential rule that allows it." };

    private readonly Option<int> block = new("--block") { Description = "Seeds added at a time with --until-decided.", HelpName = "N", DefaultValueFactory = _ => 5 };

    private readonly Option<int> maxSeeds = new("--max-seeds") { Description = "Most seeds with --until-decided.", HelpName = "N", DefaultValueFactory = _ => 100 };

    private readonly Option<double?> maxMinutes = new("--max-minutes") { Description = "With --until-decided: no block begins after so many minutes.", HelpName = "M" };

    private readonly Option<bool> markdown = new("--markdown") { Description = "Print the report as Markdown on standard output, everything else on standard error." };

    public CommonOptions Common { get; } = new();

    public Option<string?> Store { get; } = StoreOption();

    public static Option<string?> StoreOption() => new("--store")
    {
        Description = "File of the store; runs/temper.db unless given.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { seeds, seed, protocol, quirk, epochs, learningRate, region, alpha, untilDecided, block, maxSeeds, maxMinutes, Store, markdown })
        {
            command.Options.Add(option);
        }

        Common.AddTo(command, runs: true);
    }

    public static string StorePath(string? given, Terminal terminal) =>
        Path.GetFullPath(given ?? Path.Combine("runs", RunStore.DefaultName), terminal.WorkingFolder);

    public StudyRequest Request(ParseResult parsed, string words, Terminal terminal)
    {
        var rate = parsed.GetValue(learningRate);
        var isAuto = string.Equals(rate, "auto", StringComparison.OrdinalIgnoreCase);
        var request = new StudyRequest
        {
            Words = words,
            Settings = new StudySettings
            {
                Seeds = AtLeastOne(parsed.GetValue(seeds), "--seeds"),
                Block = AtLeastOne(parsed.GetValue(block), "--block"),
                MaxSeeds = AtLeastOne(parsed.GetValue(maxSeeds), "--max-seeds"),
                MaxTime = parsed.GetValue(maxMinutes) is { } minutes ? Minutes(minutes) : null,
            },
            Seed = parsed.GetValue(seed),
            Protocol = parsed.GetValue(protocol)!.ToLowerInvariant() switch
            {
                "sound" => Protocol.Sound,
                "chapter" => Protocol.Chapter,
                var other => throw new UsageException($"There is no protocol \"{other}\" for studies; expected sound or chapter."),
            },
            Switches = parsed.GetValue(quirk) ?? [],
            Epochs = parsed.GetValue(epochs) is { } given ? AtLeastOne(given, "--epochs") : null,
            PicksLearningRate = isAuto,
            LearningRate = rate is null || isAuto ? null : Rate(rate),
            Region = Checked(parsed.GetValue(region), "--region", value => value >= 0, "a number of points, at least 0"),
            Alpha = Checked(parsed.GetValue(alpha), "--alpha", value => value is > 0 and < 1, "a number between 0 and 1"),
            IsSequential = parsed.GetValue(untilDecided),
            Store = StorePath(parsed.GetValue(Store), terminal),
            GivenStore = parsed.GetValue(Store),
            Device = Common.DeviceOf(parsed),
            Data = parsed.GetValue(Common.Data),
            Out = parsed.GetValue(Common.Out),
            Open = parsed.GetValue(Common.Open),
            IsMarkdown = parsed.GetValue(markdown),
        };
        if (!request.IsSequential && new Option[] { block, maxSeeds, maxMinutes }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw new UsageException($"{useless.Name} goes with --until-decided.");
        }

        if (request.IsMarkdown && parsed.GetValue(Common.Json))
        {
            throw new UsageException("--markdown and --json both want standard output; give one.");
        }

        return request;
    }

    /// <summary>What a person reads goes to standard error when standard output carries a document.</summary>
    public Report Report(ParseResult parsed, Terminal terminal) =>
        new(terminal, parsed.GetValue(Common.Json) || parsed.GetValue(markdown), parsed.GetValue(Common.Quiet));

    private static int AtLeastOne(int value, string option) => value >= 1
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be at least 1, received {value}."));

    private static double Checked(double value, string option, Func<double, bool> isGood, string expected) => double.IsFinite(value) && isGood(value)
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be {expected}, received {value}."));

    private static TimeSpan Minutes(double value) => TimeSpan.FromMinutes(Checked(value, "--max-minutes", minutes => minutes is > 0 and < 1e6, "a number of minutes above 0"));

    private static double Rate(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0 && double.IsFinite(rate)
        ? rate
        : throw new UsageException($"--lr must be a number above 0 or auto, received \"{text}\".");
}
