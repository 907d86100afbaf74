using System.CommandLine;
using System.Globalization;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>The options that compare, factorial and claims share. Each command makes its own instances.</summary>
internal sealed class StudyOptions(int defaultSeeds)
{
    private readonly Option<int> seeds = NumberOption.Whole(
        "--seeds", "N",
        "Seeds of every arm; each varies the split, the initial weights and the batch order together. "
        + "With --until-decided: seeds of the first block.",
        defaultSeeds);

    private readonly Option<ulong> seed = NumberOption.Seed("First seed.", 1);

    private readonly Option<string> protocol = new("--protocol")
    {
        Description = "sound (as sound practice trains the net) or chapter (as the chapter's code does).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "sound",
    };

    private readonly Option<string?> baseNet = new("--base")
    {
        Description = "Spec file of your own net: arms and factors add regularizers to it. Default: the chapter's net.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> quirk = new("--quirk")
    {
        Description = "Switches one of the chapter's quirks in all arms, e.g. Q4=on; can be repeated.",
        HelpName = "Qn=on|off",
    };

    private readonly Option<int?> epochs = NumberOption.Whole("--epochs", "N", "Epochs of all arms. Default: 5, or what a spec file says.", "5");

    private readonly Option<string?> learningRate = new("--lr")
    {
        Description =
            "Learning rate of all arms, or auto: picked for each arm by validation score, on seeds that the verdict does not use. "
            + "Default: the protocol's 0.01.",
        HelpName = "R|auto",
    };

    private readonly Option<double?> region = NumberOption.Real(
        "--region", "POINTS", "Differences within this count as negligible. Default: 0.2 percentage points; 0.002 of R2, 0 of an error.", "0.2");

    private readonly Option<double> alpha = NumberOption.Real("--alpha", "A", "Significance level: the largest chance of a false verdict.", 0.05);

    private readonly Option<bool> untilDecided = new("--until-decided")
    {
        Description =
            "Adds seeds in blocks until every verdict is decided, by a sequential test whose looks (--seeds, --block, "
            + "--max-seeds) are planned beforehand.",
    };

    private readonly Option<bool> openEnded = new("--open-ended")
    {
        Description =
            "With --until-decided: a test without a planned end, which may continue for as long as one likes (larger --max-seeds later) "
            + "and takes more seeds.",
    };

    private readonly Option<int> block = NumberOption.Whole("--block", "N", "Seeds of a block with --until-decided.", 5);

    private readonly Option<int> maxSeeds = NumberOption.Whole("--max-seeds", "N", "Maximum number of seeds with --until-decided.", 100);

    private readonly Option<double?> maxMinutes = NumberOption.Real(
        "--max-minutes", "M", "With --until-decided: starts no new block after this many minutes.", "90");

    private readonly Option<bool> plan = new("--plan")
    {
        Description = $"Trains {StudyRequest.PilotSeeds} seeds, looks at validation data only, and tells how many seeds the questions take.",
    };

    private readonly Option<bool> markdown = new("--markdown")
    {
        Description = "Print the report as Markdown on standard output, everything else on standard error.",
    };

    public CommonOptions Common { get; } = new();

    public Option<string?> Store { get; } = StoreOption();

    public static Option<string?> StoreOption() => new("--store")
    {
        Description = "File of the store. Default: runs/temper.db.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            seeds, seed, baseNet, protocol, quirk, epochs, learningRate, region, alpha,
            untilDecided, openEnded, block, maxSeeds, maxMinutes, plan, Store, markdown,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        Common.Out.Description = $"Folder for the results. Default: runs/{command.Name}-<id>.";
        Common.AddTo(command, runs: true);
    }

    public static string StorePath(string? given, Terminal terminal) =>
        terminal.FullPath(given ?? Path.Combine("runs", RunStore.DefaultName));

    /// <summary>Opens a store that is there for a command that looks into it.</summary>
    /// <param name="given">Its file; null for the usual one.</param>
    /// <param name="use">What is done with it.</param>
    public static RunStore OpenStore(string? given, Terminal terminal, StoreUse use) =>
        RunStore.OpenExisting(StorePath(given, terminal), terminal.Time, use);

    public StudyRequest Request(ParseResult parsed, string words, Terminal terminal)
    {
        var rate = parsed.GetValue(learningRate);
        var isAuto = string.Equals(rate, "auto", StringComparison.OrdinalIgnoreCase);
        var request = new StudyRequest
        {
            Words = words,
            Settings = new StudySettings
            {
                Seeds = parsed.GetValue(seeds),
                Block = parsed.GetValue(block),
                MaxSeeds = parsed.GetValue(maxSeeds),
                MaxTime = parsed.GetValue(maxMinutes) is { } minutes ? Minutes(minutes) : null,
            },
            Seed = parsed.GetValue(seed),
            Protocol = parsed.GetValue(protocol)!.ToLowerInvariant() switch
            {
                "sound" => Protocol.Sound,
                "chapter" => Protocol.Chapter,
                var other => throw new UsageException(
                    $"There is no protocol \"{other}\" for studies; expected sound or chapter{Suggestion.Ending(other, ["sound", "chapter"])}"),
            },
            Switches = parsed.GetValue(quirk) ?? [],
            Base = Base(parsed, terminal),
            Epochs = parsed.GetValue(epochs),
            PicksLearningRate = isAuto,
            LearningRate = rate is null || isAuto ? null : Rate(rate),
            Region = parsed.GetValue(region) is { } points
                ? Checked(points, "--region", value => value >= 0, "a number of points, at least 0")
                : null,
            Alpha = Checked(parsed.GetValue(alpha), "--alpha", value => value is > 0 and < 1, "a number between 0 and 1"),
            Rule = !parsed.GetValue(untilDecided) ? StoppingRule.Fixed : parsed.GetValue(openEnded) ? StoppingRule.OpenEnded : StoppingRule.Planned,
            Store = StorePath(parsed.GetValue(Store), terminal),
            GivenStore = parsed.GetValue(Store) is null ? null : StorePath(parsed.GetValue(Store), terminal),
            Device = Common.DeviceOf(parsed),
            Data = parsed.GetValue(Common.Data),
            MaxBytes = parsed.GetValue(Common.MaxBytes),
            Out = parsed.GetValue(Common.Out),
            Open = parsed.GetValue(Common.Open),
            IsMarkdown = parsed.GetValue(markdown),
            IsPlan = parsed.GetValue(plan),
        };
        Require(request, parsed);
        return request;
    }

    /// <summary>What is asked for goes together.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    private void Require(StudyRequest request, ParseResult parsed)
    {
        if (request.Base is not null
            && new Option[] { protocol, quirk }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } chapters)
        {
            throw new UsageException($"{chapters.Name} is about the chapter's net; with --base the spec file says how the net is trained.");
        }

        if (!request.IsSequential
            && new Option[] { openEnded, block, maxSeeds, maxMinutes }.FirstOrDefault(
                option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw new UsageException($"{useless.Name} goes with --until-decided.");
        }

        if (request.IsPlan && (request.IsSequential || request.IsMarkdown || request.Open || request.Out is not null))
        {
            throw new UsageException("--plan leaves no report; it goes without --until-decided, --markdown, --open and --out.");
        }

        if (request.IsMarkdown && parsed.GetValue(Common.Json))
        {
            throw new UsageException("--markdown and --json both want standard output; give one.");
        }
    }

    private StudyBase? Base(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(baseNet) is not { } file)
        {
            return null;
        }

        var path = terminal.FullPath(file);
        try
        {
            return new StudyBase(path, SpecJson.ReadSpec(SpecJson.ReadText(path), path));
        }
        catch (DataException error)
        {
            throw new SpecException($"The base cannot be read: {error.Message}", error);
        }
    }

    /// <summary>What a person reads goes to standard error when standard output carries a document.</summary>
    public Report Report(ParseResult parsed, Terminal terminal) =>
        new(Common.Allowing(parsed, terminal), parsed.GetValue(Common.Json) || parsed.GetValue(markdown), parsed.GetValue(Common.Quiet));

    private static double Checked(double value, string option, Func<double, bool> isGood, string expected) => double.IsFinite(value) && isGood(value)
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be {expected}, received {value}."));

    private static TimeSpan Minutes(double value) =>
        TimeSpan.FromMinutes(Checked(value, "--max-minutes", minutes => minutes is > 0 and < 1e6, "a number of minutes above 0"));

    private static double Rate(string text)
    {
        if (!NumberText.TryRead(text, out double rate, out var problem, "0.01"))
        {
            throw new UsageException($"--lr: {problem} (or give auto).");
        }

        return Checked(rate, "--lr", value => value > 0, "a number above 0 or auto");
    }
}
