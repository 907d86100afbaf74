using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Benchmarks;
using Temper.Lab.Chapter;

namespace Temper.Cli.Commands.Bench;

/// <summary>temper bench: how fast this machine is, and how fast it trains.</summary>
internal sealed class BenchCommand
{
    private const double QuickSecondsPerPoint = 0.05;
    private const int QuickLargestSize = 512;

    private readonly CommonOptions common = new();
    private readonly Option<string?> instructionSet = new("--instruction-set")
    {
        Description = $"Vector width: {InstructionSetChoice.Names}. Default: the widest available. Results do not depend on it.",
        HelpName = "NAME",
    };

    private readonly Option<bool> allSets = new("--all-instruction-sets")
    {
        Description = "Measures every available vector width, in one table. Scalar is slow: combine with --quick.",
    };

    private readonly Option<int?> batchSize = NumberOption.Whole("--batch-size", "N", "Rows of a batch. Default: 128.", "128", aliases: "--batch");

    private readonly Option<int?> epochs = NumberOption.Whole(
        "--epochs", "N",
        "Epochs of each measurement, interleaved. Default: as many as fit in --seconds, at least one. "
            + "With --device: epochs of each training. Default: 5.",
        "5");

    private readonly Option<double?> seconds = NumberOption.Real("--seconds", "S", "Time budget for all epochs, in seconds. Default: 20.", "20");

    private readonly Option<bool> quick = new("--quick")
    {
        Description = "A fifth of the images and one epoch; with --scaling sizes up to 512 and less time for each.",
    };

    private readonly Option<bool> dense = new("--dense")
    {
        Description = "Also multiplies by zeros, which training skips: shows the speed of the arithmetic alone.",
    };

    private readonly Option<bool> scaling = new("--scaling")
    {
        Description = "Times training steps instead, on one thread, while one size grows: "
            + "batch, width, depth or inputs. Width 4096 takes about 1 GB of memory.",
    };

    private readonly Option<string?> sweep = new("--sweep")
    {
        Description = "With --scaling: batch, width, depth, inputs or all. Default: all.",
        HelpName = "NAME",
    };

    private readonly Option<bool> prediction = new("--prediction")
    {
        Description = "Times predictions of trained nets instead, from raw bytes to logits: "
            + "batches of 1, 32 and 10,000, on one thread and on --threads.",
    };

    private readonly Option<string?> svg = new("--svg")
    {
        Description = "With --scaling: writes a picture per sweep into this folder.",
        HelpName = "DIR",
    };

    private readonly Option<string?> device = new("--device")
    {
        Description = "Times whole trainings on this device instead, as studies run them: cpu, gpu or gpu:N.",
        HelpName = "NAME",
    };

    private readonly Option<int?> replicas = NumberOption.Whole(
        "--replicas", "N", "With --device: nets per round, each with its own seed; a GPU trains them all at once. Default: 1.", "64");

    private readonly Option<string?> experiment = new("--experiment", "--experiments")
    {
        Description = "With --device: which of the chapter's nets, under the sound protocol. Default: altogether.",
        HelpName = "NAME",
    };

    private readonly Option<int?> rounds = NumberOption.Whole(
        "--rounds", "N", "With --device: timed rounds, after one warm-up round. Default: 3.", "3");

    private BenchCommand()
    {
    }

    public static Command Build(Terminal terminal)
    {
        var options = new BenchCommand();
        var command = new DocumentedCommand(
            "bench",
            "Measures this machine's peak arithmetic and memory bandwidth, and the chapter's nets against them: "
                + "one net on all threads, one on one thread, one per core.",
            "temper bench   # about half a minute",
            "temper bench --quick --all-instruction-sets",
            "temper bench --scaling --svg pictures",
            "temper bench --prediction",
            "temper bench --device gpu --replicas 64");
        options.common.Threads.Description = "Maximum number of threads. Default: all cores.";
        foreach (var option in new Option[]
        {
            options.common.Data, options.common.MaxBytes, options.common.Threads, options.instructionSet, options.allSets,
            options.batchSize, options.epochs, options.seconds, options.quick, options.dense,
            options.prediction, options.scaling, options.sweep, options.svg, options.device, options.common.Precision, options.replicas,
            options.experiment, options.rounds,
        })
        {
            command.Options.Add(option);
        }

        options.common.AddOutputTo(command);
        options.common.Precision.Description = $"With --device: {options.common.Precision.Description}";
        command.SetAction((parsed, cancellationToken) =>
        {
            if (!IsGiven(parsed, options.device))
            {
                Refuse(parsed, "can only be given with --device", options.common.Precision, options.replicas, options.experiment, options.rounds);
            }

            var report = options.common.Report(parsed, terminal);
            return IsGiven(parsed, options.device)
                ? new TrainingBenchRun(options.Trainings(parsed), report).RunAsync(cancellationToken)
                : parsed.GetValue(options.prediction)
                ? new PredictionBenchRun(options.Prediction(parsed), report).RunAsync(cancellationToken)
                : parsed.GetValue(options.scaling)
                ? new ScalingRun(options.Scaling(parsed), report).RunAsync(cancellationToken)
                : new BenchRun(options.Steps(parsed), report).RunAsync(cancellationToken);
        });
        return command;
    }

    private BenchRequest Steps(ParseResult parsed)
    {
        Refuse(parsed, "can only be given with --scaling", sweep, svg);
        if (parsed.GetValue(allSets))
        {
            Refuse(parsed, "cannot be combined with --all-instruction-sets", instructionSet);
        }

        if (IsGiven(parsed, seconds))
        {
            Refuse(parsed, "cannot be combined with --seconds", epochs);
        }

        var isQuick = parsed.GetValue(quick);
        return new BenchRequest(parsed.GetValue(common.Data), isQuick, new StepBenchmarkSettings
        {
            InstructionSets = parsed.GetValue(allSets) ? InstructionSetChoice.Available : [InstructionSetChoice.Of(parsed.GetValue(instructionSet))],
            Threads = common.ThreadsOf(parsed),
            SkipZeros = !parsed.GetValue(dense),
            BatchSize = parsed.GetValue(batchSize) ?? 128,
            Rounds = parsed.GetValue(epochs) ?? (isQuick && !IsGiven(parsed, seconds) ? 1 : null),
            Seconds = parsed.GetValue(seconds) is not { } budget ? 20
                : budget is > 0 and <= 86_400 ? budget
                : throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture, $"--seconds must be above 0 and at most 86400, received {budget}.")),
        });
    }

    private PredictionBenchRequest Prediction(ParseResult parsed)
    {
        Refuse(parsed, "cannot be combined with --prediction", scaling, sweep, svg, allSets, batchSize, epochs, seconds, dense);
        var settings = new PredictionSettings { Threads = [.. new[] { 1, common.ThreadsOf(parsed) }.Distinct()] };
        return new PredictionBenchRequest(
            parsed.GetValue(common.Data),
            InstructionSetChoice.Of(parsed.GetValue(instructionSet)),
            parsed.GetValue(quick) ? settings with { Rounds = 3, SecondsPerRound = 0.005 } : settings);
    }

    private TrainingBenchRequest Trainings(ParseResult parsed)
    {
        Refuse(parsed, "cannot be combined with --device", prediction, scaling, sweep, svg, instructionSet, allSets, seconds, quick, dense);
        var where = DeviceRequest.Parse(parsed.GetValue(device)!, parsed.GetValue(common.Precision), common.ThreadsOf(parsed));
        if (where.Kind == DeviceKind.Auto)
        {
            throw new UsageException("--device auto does not name the device to measure; give cpu, gpu or gpu:N.");
        }

        var defaults = new TrainingBenchmarkSettings();
        return new TrainingBenchRequest(parsed.GetValue(common.Data), where, new TrainingBenchmarkSettings
        {
            Experiment = UsageException.Of(() => ChapterExperiment.Find(parsed.GetValue(experiment) ?? defaults.Experiment)).Name,
            Replicas = parsed.GetValue(replicas) ?? defaults.Replicas,
            Epochs = parsed.GetValue(epochs) ?? defaults.Epochs,
            BatchSize = parsed.GetValue(batchSize) ?? defaults.BatchSize,
            Rounds = parsed.GetValue(rounds) ?? defaults.Rounds,
        });
    }

    private ScalingRequest Scaling(ParseResult parsed)
    {
        Refuse(parsed, "cannot be combined with --scaling", common.Data, common.MaxBytes, common.Threads, allSets, batchSize, epochs, seconds);
        var name = parsed.GetValue(sweep) ?? "all";
        var isQuick = parsed.GetValue(quick);
        var settings = new ScalingSettings
        {
            InstructionSet = InstructionSetChoice.Of(parsed.GetValue(instructionSet)),
            SkipZeros = !parsed.GetValue(dense),
            Sweeps = string.Equals(name, "all", StringComparison.OrdinalIgnoreCase)
                ? ScalingSweep.All
                : [UsageException.Of(() => ScalingSweep.Find(name))],
        };
        return new ScalingRequest(
            isQuick ? settings with { LargestSize = QuickLargestSize, SecondsPerPoint = QuickSecondsPerPoint } : settings,
            parsed.GetValue(svg));
    }

    private static void Refuse(ParseResult parsed, string why, params Option[] options)
    {
        if (options.FirstOrDefault(option => IsGiven(parsed, option)) is { } given)
        {
            throw new UsageException($"{given.Name} {why}.");
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
