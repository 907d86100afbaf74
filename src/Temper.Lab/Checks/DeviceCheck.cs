using Temper.Data;
using Temper.Devices;
using Temper.Lab.Benchmarks;
using Temper.Lab.Running;

namespace Temper.Lab.Checks;

/// <summary>
/// Trains on a device and on the reference and compares losses and right guesses step by step: the chapter's models, in each way in which the
/// device computes, and every optimizer. Then trains several nets together, alone, again and in each way, which must give the same bits.
/// </summary>
public static class DeviceCheck
{
    /// <summary>Runs it.</summary>
    /// <param name="settings">What to train.</param>
    /// <param name="pool">The devices.</param>
    /// <param name="dataset">The data, of which the first images are used.</param>
    /// <param name="progress">Called before each training, from any thread.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    /// <exception cref="SpecException">There are too few images for so many steps.</exception>
    /// <exception cref="DeviceException">The device failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<DeviceCheckResult> Run(
        DeviceCheckSettings settings,
        DevicePool pool,
        Dataset dataset,
        IProgress<DeviceCheckProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(dataset);
        var images = settings.Images;
        if (images > dataset.Train.Count)
        {
            throw new SpecException(
                $"{settings.Steps} steps of {settings.BatchSize} rows need {images} images, {dataset.Name} has {dataset.Train.Count}; "
                + "take fewer steps.");
        }

        var used = FirstImages.Of(dataset, images);
        var models = DeviceCheckCases.Models(settings, dataset.Outputs);
        IReadOnlyList<DeviceCheckCase> cases = [.. models, .. DeviceCheckCases.Optimizers(settings, dataset.Outputs)];
        IReadOnlyList<(string Name, DevicePool Pool)> ways = pool.Ways is { Count: > 0 } several ? several : [("", pool)];

        // An optimizer's formula is the same code in all ways: one for each is enough, and a GPU compiles half as much.
        var trainings = cases.SelectMany((_, i) => i < models.Count ? ways.Select(way => (Case: i, Way: way)) : [(i, ways[i % ways.Count])]).ToList();
        var total = trainings.Count + (cases.Count * (LossTolerance.Draws + 1)) + ReplicaCheck.Trainings(settings, pool);
        var begun = 0;

        // The device first: where it fails at once, nobody waits for the reference.
        var onDevice = trainings.Select(each =>
        {
            Tell($"{Name(each.Case, each.Way.Name)} on {pool.Name}");
            return DeviceTraining.OnPool(cases[each.Case].Spec, used, each.Way.Pool, cancellationToken);
        }).ToList();
        var bits = ReplicaCheck.Run(settings, pool, used, Tell, cancellationToken);
        var reference = References(settings, cases, used, Tell, cancellationToken);
        return
        [
            .. trainings.Select((each, i) => Result(
                Name(each.Case, each.Way.Name),
                onDevice[i],
                reference[each.Case],
                settings.Rows(cases[each.Case].Spec.BatchSize, DeviceCheckCases.Epochs))),
            .. bits,
        ];

        string Name(int number, string way) => way.Length == 0 ? cases[number].Name : $"{cases[number].Name}, {way}";

        void Tell(string training) =>
            progress?.Report(new DeviceCheckProgress(training, (double)(Interlocked.Increment(ref begun) - 1) / total));
    }

    /// <summary>The reference's trainings of each case: without roundings, then with.</summary>
    private static DeviceTraining[][] References(
        DeviceCheckSettings settings, IReadOnlyList<DeviceCheckCase> cases, Dataset dataset, Action<string> tell, CancellationToken cancellationToken)
    {
        var runs = cases.Select(_ => new DeviceTraining[LossTolerance.Draws + 1]).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SideBySide.Run(cases.Count * (LossTolerance.Draws + 1), settings.Threads, stop, i =>
        {
            var (number, draw) = int.DivRem(i, LossTolerance.Draws + 1);
            tell($"{cases[number].Name} on the reference");
            using Device device = draw == 0 ? new ReferenceDevice() : RoundedDevice.Magnified(settings.Rounding, draw);
            runs[number][draw] = DeviceTraining.On(cases[number].Spec, dataset, device, stop.Token);
        });
        return runs;
    }

    private static DeviceCheckResult Result(string name, DeviceTraining device, DeviceTraining[] reference, int[] rows)
    {
        var (exact, rounded) = (reference[0], reference[1..]);
        var losses = LossTolerance.Of(exact.Losses, [.. rounded.Select(training => training.Losses)]);
        if (device.Failure is { } failure)
        {
            return new DeviceCheckResult(name, null, losses[0], false, failure);
        }

        if (device.Right.Any(share => !double.IsFinite(share)))
        {
            return new DeviceCheckResult(name, null, losses[0], false, "a share of right guesses is no number");
        }

        var guesses = GuessTolerance.Of(exact.Right, [.. rounded.Select(training => training.Right)], rows);
        var steps = (losses.Length / DeviceCheckCases.Epochs) - 1;
        var (difference, allowed, place) = Enumerable.Range(0, losses.Length)
            .Select(i => (Difference: LossTolerance.Difference(exact.Losses[i], device.Losses[i]), Allowed: losses[i], Place: Place(i, steps)))
            .Concat(Enumerable.Range(0, guesses.Length)
                .Select(i => (Difference: Math.Abs(exact.Right[i] - device.Right[i]), Allowed: guesses[i], Place: $"guesses of {Place(i, steps)}")))
            .MaxBy(each => each.Difference / each.Allowed);
        return new DeviceCheckResult(name, difference, allowed, difference <= allowed, place);
    }

    /// <summary>Each epoch's losses are those of its steps and then that of its validation.</summary>
    private static string Place(int loss, int stepsPerEpoch)
    {
        var (epoch, step) = int.DivRem(loss, stepsPerEpoch + 1);
        return step == stepsPerEpoch
            ? FormattableString.Invariant($"validation {epoch + 1}")
            : FormattableString.Invariant($"step {(epoch * stepsPerEpoch) + step + 1}");
    }
}
