using System.CommandLine;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>The options of temper train that make up a spec.</summary>
internal sealed class TrainOptions
{
    /// <summary>The command line's own default: the first seed of a study and of the chapter too.</summary>
    private const ulong DefaultSeed = 1;

    private readonly NetOptions net = new("JSON spec file; options given beside it win. See --print-spec.");
    private readonly Option<double?> weightDecay = NumberOption.Real(
        "--weight-decay", "L", "Weight decay. Default: the optimizer's own (0, for AdamW 0.01).", "1e-4");
    private readonly Option<string?> decayScope = Text("--decay-scope", "all|weights", "Which parameters are decayed. Default: all, as in PyTorch.");
    private readonly Option<string?> optimizer = Text(
        "--optimizer", "NAME", $"{string.Join(", ", OptimizerCatalog.Names)}; case does not matter. Default: Adam, or what a spec file says.");
    private readonly Option<double?> learningRate = NumberOption.Real("--lr", "R", "Learning rate. Default: the optimizer's own.", "0.01");
    private readonly Option<string[]> optimizerOptions = Many(
        "--opt",
        "NAME=VALUE",
        "Any other option of the optimizer by PyTorch's name, e.g. momentum=0.9, betas=0.8,0.95, amsgrad=true; can be repeated.");
    private readonly Option<string?> schedule = Text(
        "--schedule", "NAME", "Learning-rate schedule: constant, step, cosine or one-cycle. Default: constant.");
    private readonly Option<string[]> scheduleOptions = Many(
        "--schedule-opt", "NAME=VALUE", "An option of the schedule, e.g. step_size=3, gamma=0.5, eta_min=1e-4, pct_start=0.3; can be repeated.");
    private readonly Option<int?> warmUp = NumberOption.Whole("--warm-up", "STEPS", "Raises the learning rate linearly over the first steps.", "100");
    private readonly Option<int?> batchSize = NumberOption.Whole("--batch-size", "N", "Rows of a batch. Default: 128.", "128");
    private readonly Option<int?> epochs = NumberOption.Whole("--epochs", "N", "Passes over the training split. Default: 5.", "5");
    private readonly Option<double?> valid = NumberOption.Real(
        "--valid", "SHARE", "Share of the training rows kept for validation. Default: 0.2.", "0.2");
    private readonly Option<bool> stratified = Flag(
        "--stratified", "Gives every class its share of the validation split; \"--stratified false\" takes back what a spec file says.");
    private readonly Option<bool> keepLast = Flag("--keep-last", "Also trains on a short last batch (false: drops it).");
    private readonly Option<string[]> with = Many(
        "--with", "NAME[=S]+...", "Regularizers, with a plus between: mixup=.2+ema=.99; can be repeated. See temper regularizers.");
    private readonly Option<string?> scaling = new("--scaling") { HelpName = "NAME" };
    private readonly Option<bool> measureTrain = Flag(
        "--measure-train", "Also measures the training score in evaluation mode after each epoch (false: does not).");
    private readonly Option<ulong?> seed = NumberOption.Seed("Seed of all random streams. Default: 1, or a spec file's (0 where it has none).");

    /// <summary>All of them.</summary>
    public Option[] All =>
    [
        .. net.All, weightDecay, decayScope, optimizer, learningRate, optimizerOptions, schedule, scheduleOptions, warmUp,
        batchSize, epochs, valid, stratified, keepLast, scaling, with, measureTrain, seed,
    ];

    public void AddTo(DocumentedCommand command)
    {
        command.Describe = () => scaling.Description =
            $"How inputs are scaled: {string.Join(", ", ScalingText.Names)}, e.g. min-max:a=-1:b=1. Default: min-max for images, robust for tables.";
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether any of them was given.</summary>
    public bool AnyGiven(ParseResult parsed) => All.Any(option => IsGiven(parsed, option));

    /// <summary>The spec file; null if none was given.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="terminal">Knows where a relative file is looked for.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    public TrainSpec? ReadFile(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        net.ReadFile(parsed, terminal, cancellationToken);

    /// <summary>The spec that the options describe: that of the file, or the default one, with what the options say changed.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="file">The spec file, if there is one.</param>
    /// <param name="classes">Outputs of a net made from --hidden.</param>
    /// <exception cref="UsageException">The options describe what cannot be done; the file alone was checked when it was read.</exception>
    public TrainSpec Spec(ParseResult parsed, TrainSpec? file, int classes) => UsageException.Of(() => Changed(parsed, file, classes));

    private TrainSpec Changed(ParseResult parsed, TrainSpec? file, int classes)
    {
        // A copy, so that what no option speaks of cannot get lost on the way.
        var start = file ?? new TrainSpec { Layers = [], Seed = DefaultSeed };
        var result = start with
        {
            Layers = net.Layers(parsed, file, classes),
            Optimizer = Optimizer(parsed, start.Optimizer),
            Schedule = Schedule(parsed, start.Schedule),
            Epochs = parsed.GetValue(epochs) ?? start.Epochs,
            BatchSize = parsed.GetValue(batchSize) ?? start.BatchSize,
            ValidFraction = parsed.GetValue(valid) ?? start.ValidFraction,
            Seed = parsed.GetValue(seed) ?? start.Seed,
            DropLast = IsGiven(parsed, keepLast) ? !parsed.GetValue(keepLast) : start.DropLast,
            Scaling = parsed.GetValue(scaling) is { } text ? ScalingText.Read(text) : start.Scaling,
            Stratified = IsGiven(parsed, stratified) ? parsed.GetValue(stratified) : start.Stratified,
            MeasureTrainAccuracy = IsGiven(parsed, measureTrain) ? parsed.GetValue(measureTrain) : start.MeasureTrainAccuracy,
        };
        result = With(parsed, result);
        result.Validate();
        return result;
    }

    private OptimizerSpec Optimizer(ParseResult parsed, OptimizerSpec start)
    {
        var named = parsed.GetValue(optimizer) is { } name ? OptimizerCatalog.Create(name) : start;

        // Another optimizer begins with its own defaults; named again, the file's keeps its options.
        var result = named.GetType() == start.GetType() ? start : named;
        List<string> given = [];
        if (parsed.GetValue(learningRate) is { } rate)
        {
            given.Add("learningRate");
            result = result with { LearningRate = rate };
        }

        if (parsed.GetValue(weightDecay) is { } decay)
        {
            given.Add("weightDecay");
            result = result with { WeightDecay = decay };
        }

        if (parsed.GetValue(decayScope) is { } scope)
        {
            given.Add("weightDecayScope");
            result = result with
            {
                WeightDecayScope = scope.ToLowerInvariant() switch
                {
                    "all" => WeightDecayScope.All,
                    "weights" => WeightDecayScope.Weights,
                    _ =>
                        throw new UsageException(
                            $"--decay-scope is all or weights, received \"{scope}\"{Suggestion.Ending(scope, ["all", "weights"])}"),
                },
            };
        }

        return OptionJson.Apply(result, parsed.GetValue(optimizerOptions) ?? [], given);
    }

    private LearningRateSchedule Schedule(ParseResult parsed, LearningRateSchedule start)
    {
        LearningRateSchedule? named = parsed.GetValue(schedule)?.ToLowerInvariant() switch
        {
            null => null,
            "constant" => new Constant(),
            "step" => new StepLR(1),
            "cosine" => new CosineAnnealingLR(),
            "one-cycle" => new OneCycleLR(),
            var other => throw new UsageException(
                $"There is no schedule \"{other}\"; "
                + $"expected constant, step, cosine or one-cycle{Suggestion.Ending(other, ["constant", "step", "cosine", "one-cycle"])}"),
        };
        var result = named is null ? start : Replace(start, named);
        if (parsed.GetValue(warmUp) is { } steps)
        {
            result = result is WarmUp before ? before with { Steps = steps } : new WarmUp(steps, Then: result);
        }

        return OptionJson.Apply(result, parsed.GetValue(scheduleOptions) ?? [], parsed.GetValue(warmUp) is null ? null : ["steps"]);
    }

    /// <summary>Another schedule behind the same warm-up, which has an option of its own; one of the same name keeps its options.</summary>
    private static LearningRateSchedule Replace(LearningRateSchedule start, LearningRateSchedule named) => start is WarmUp warmUp
        ? warmUp with { Then = warmUp.Then is { } then ? Replace(then, named) : named }
        : start.GetType() == named.GetType() ? start : named;

    private TrainSpec With(ParseResult parsed, TrainSpec start)
    {
        var texts = parsed.GetValue(with) ?? [];
        foreach (var text in texts)
        {
            RequireNoArm(text);
        }

        var all = texts.SelectMany(text => RegularizerText.ReadAll(text, start.Regularizers)).ToList();
        if (all.GroupBy(one => one.GetType()).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException($"--with names {twice.First().Name} twice; give each regularizer once.");
        }

        return all.Aggregate(start, (spec, regularizer) => spec.With(regularizer));
    }

    /// <summary>Parts of arms look like regularizers, and are for studies.</summary>
    private static void RequireNoArm(string text)
    {
        foreach (var part in RegularizerText.Split(text))
        {
            var name = ArmText.Name(part);
            var wayOut = name switch
            {
                "baseline" => "a training without regularizers needs no --with",
                "altogether" => "a training takes --with dropout+l2+batchnorm",
                "lr" => "a training takes --lr",
                _ when Arms.OfChapterOnly(name) is not null => "a training of one's own has none of the chapter's quirks",
                _ => null,
            };
            if (wayOut is not null)
            {
                throw new UsageException($"--with: \"{part}\" is for studies, where arms are made of it (temper compare); {wayOut}.");
            }
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Option<string?> Text(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Option<string[]> Many(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
