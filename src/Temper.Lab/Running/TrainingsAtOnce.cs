using System.Globalization;
using Temper.Data;
using Temper.Devices;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>How many trainings have room in memory side by side. Each of them fits alone, or none is begun.</summary>
/// <param name="AtOnce">How many.</param>
/// <param name="Note">Why they are fewer than were wanted, or that memory is tight; null where there is enough.</param>
public sealed record TrainingsAtOnce(int AtOnce, string? Note)
{
    /// <summary>Compares what the trainings need with what there is, before anything is allocated.</summary>
    /// <param name="pool">Where they run. Devices with memory of their own are asked when they are opened.</param>
    /// <param name="trainings">The trainings.</param>
    /// <param name="dataset">Their data.</param>
    /// <param name="wanted">How many could run side by side.</param>
    /// <exception cref="NotEnoughMemoryException">One of them does not fit even alone.</exception>
    public static TrainingsAtOnce Of(DevicePool pool, IEnumerable<TrainSpec> trainings, Dataset dataset, int wanted)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(trainings);
        if (pool.Memory is not { } memory)
        {
            return new TrainingsAtOnce(wanted, null);
        }

        using var device = pool.Open(1)[0];
        TrainerMemory? largest = null;
        foreach (var spec in trainings.Select(spec => spec with { Seed = 0 }).Distinct())
        {
            var need = TrainerMemory.Of(spec, dataset, device);
            largest = largest is null || need.ModelTrainingBytes > largest.ModelTrainingBytes ? need : largest;
        }

        if (largest is null)
        {
            return new TrainingsAtOnce(wanted, null);
        }

        var bytes = largest.ModelTrainingBytes;
        var fitting = memory.Fitting(bytes, wanted, largest.HostBytes + largest.ModelBytes);
        if (fitting == 0)
        {
            largest.Require(memory, largest.ModelBytes);
        }

        return new TrainingsAtOnce(Math.Max(1, fitting), fitting < wanted
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Math.Max(1, fitting)} instead of {wanted} trainings side by side: "
                + $"each needs {HostMemory.Words(bytes)} of memory, and {memory.Have()}")
            : memory.WhyTight(bytes * wanted, FormattableString.Invariant($"{wanted} training{(wanted == 1 ? "" : "s")} side by side")));
    }
}
