using System.Runtime.InteropServices;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Running;
using Temper.Training;

namespace Temper.Lab.Checks;

/// <summary>Whether nets trained in one batch have the bits of nets trained alone, and a training has the same bits when it is repeated and
/// in each of a device's ways.</summary>
internal static class ReplicaCheck
{
    /// <summary>Trainings that it takes.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="pool">The devices.</param>
    public static int Trainings(DeviceCheckSettings settings, DevicePool pool) => (2 * settings.Replicas) + 1 + pool.Ways.Count;

    /// <summary>Runs it.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="pool">The devices.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="tell">Called before each training.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    public static IReadOnlyList<DeviceCheckResult> Run(
        DeviceCheckSettings settings, DevicePool pool, Dataset dataset, Action<string> tell, CancellationToken cancellationToken)
    {
        var spec = DeviceCheckCases.Sound(settings, dataset.Outputs);
        var specs = Enumerable.Range(0, settings.Replicas).Select(i => spec with { Seed = spec.Seed + (ulong)i }).ToList();
        var name = FormattableString.Invariant($"{settings.Replicas} nets at once");
        var together = new DeviceTraining[specs.Count];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = new ReplicaBatches<DeviceTraining>(pool, new ReplicaLimits(pool, dataset))
        {
            Train = (i, device) =>
            {
                tell($"{name} on {pool.Name}");
                return DeviceTraining.On(specs[i], dataset, device, stop.Token);
            },
            Finish = (i, training) => together[i] = training,
        };
        batches.Run(specs, stop);
        var alone = specs.Select(each => Alone(each, "one net")).ToList();
        var again = Alone(specs[0], "one net again");
        var ways = pool.Ways.Select(way =>
        {
            tell($"one net, {way.Name}, on {pool.Name}");
            return (way.Name, Training: DeviceTraining.OnPool(specs[0], dataset, way.Pool, cancellationToken));
        }).ToList();
        return
        [
            Result(name, [.. alone.Zip(together)], "the bits of single nets"),
            Result("the same net again", [(alone[0], again)], "the bits of the first time"),
            .. ways.Select(way => Result($"the same net, {way.Name}", [(alone[0], way.Training)], "the bits of the first time")),
        ];

        DeviceTraining Alone(TrainSpec each, string what)
        {
            tell($"{what} on {pool.Name}");
            return DeviceTraining.OnPool(each, dataset, pool, cancellationToken);
        }
    }

    private static DeviceCheckResult Result(string name, IReadOnlyList<(DeviceTraining Expected, DeviceTraining Received)> pairs, string expected)
    {
        var failures = pairs.SelectMany(pair => new[] { pair.Expected.Failure, pair.Received.Failure });
        if (failures.FirstOrDefault(failure => failure is not null) is { } why)
        {
            return new DeviceCheckResult(name, null, 0, false, why);
        }

        var difference = pairs.Max(pair => Math.Max(
            Math.Max(Largest(pair.Expected.Losses, pair.Received.Losses), Largest(pair.Expected.Right, pair.Received.Right)),
            Largest([.. pair.Expected.State.Select(number => (double)number)], [.. pair.Received.State.Select(number => (double)number)])));
        var isSame = pairs.All(pair =>
            pair.Expected.Losses.SequenceEqual(pair.Received.Losses)
            && pair.Expected.Right.SequenceEqual(pair.Received.Right)
            && MemoryMarshal.AsBytes(pair.Expected.State.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(pair.Received.State.AsSpan())));
        return new DeviceCheckResult(name, difference, 0, isSame, $"losses, guesses and weights have {(isSame ? "" : "not ")}{expected}");
    }

    private static double Largest(double[] expected, double[] received) => expected.Zip(received, LossTolerance.Difference).Max();
}
