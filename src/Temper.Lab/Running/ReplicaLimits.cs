using Temper.Data;
using Temper.Devices;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// How many nets of a shape a batch may have, by the memory that they need or by what was found when there was too little. Thread-safe.
/// </summary>
/// <param name="pool">Where the batches run.</param>
/// <param name="dataset">Their data.</param>
internal sealed class ReplicaLimits(DevicePool pool, Dataset dataset)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> limits = [];
    private readonly Dictionary<string, long> numbers = [];
    private string? noted;

    /// <summary>Whether a batch can have more than one net at all; where not, nobody needs shapes.</summary>
    public bool HasBatches { get; } = pool.MostReplicas(1) > 1;

    /// <summary>How many batches are worked on at the same time: as many as the pool takes, where they have room.</summary>
    /// <param name="trainings">All that there is to train.</param>
    /// <param name="tell">Called once with the reason if they are fewer.</param>
    /// <exception cref="NotEnoughMemoryException">One of them does not fit even alone.</exception>
    public int Workers(IReadOnlyList<TrainSpec> trainings, Action<string>? tell)
    {
        var (workers, note) = TrainingsAtOnce.Of(pool, trainings, dataset, Math.Min(pool.Workers, trainings.Count));
        if (note is not null && noted is null)
        {
            noted = note;
            tell?.Invoke(note);
        }

        return workers;
    }

    /// <summary>The most nets of a batch.</summary>
    /// <param name="shape">Their <see cref="ReplicaShape"/>.</param>
    /// <param name="spec">One of them.</param>
    public int Of(string shape, TrainSpec spec)
    {
        lock (gate)
        {
            if (!limits.TryGetValue(shape, out var limit))
            {
                numbers[shape] = TrainerMemory.NumbersOf(spec, dataset);
                limit = Math.Max(1, pool.MostReplicas(numbers[shape]));
                limits[shape] = limit;
            }

            return limit;
        }
    }

    /// <summary>Numbers that a net of a shape needs, when its limit has been asked for.</summary>
    /// <param name="shape">A key of <see cref="ReplicaShape"/>.</param>
    public long NumbersOf(string shape)
    {
        lock (gate)
        {
            return numbers.GetValueOrDefault(shape);
        }
    }

    /// <summary>Sets it, because more did not fit.</summary>
    /// <param name="shape">A key of <see cref="ReplicaShape"/>.</param>
    /// <param name="limit">The new limit.</param>
    public void Lower(string shape, int limit)
    {
        lock (gate)
        {
            limits[shape] = limit;
        }
    }
}
