using Temper.Data;
using Temper.Devices;
using Temper.Lab.Running;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>What is measured for the claims beside the study's trainings. Nothing of it touches the test set.</summary>
/// <param name="Penalty">About C3.</param>
/// <param name="Normalization">About C4: one for each seed and BatchNorm; trainings that diverged are left out.</param>
/// <param name="Units">About C11: one for each seed and net; trainings that diverged are left out.</param>
/// <param name="Seeds">Seeds that were trained for it, the study's first.</param>
/// <param name="Arithmetic">Arithmetic of the device that trained them; empty for the CPU.</param>
public sealed record ClaimChecks(
    PenaltyCheck Penalty, IReadOnlyList<NormalizationCheck> Normalization, IReadOnlyList<UnitCheck> Units, int Seeds, string Arithmetic)
{
    /// <summary>Most seeds: enough for an interval, and about a minute of one core.</summary>
    public const int MostSeeds = 10;

    private static readonly int[] Arms = [ClaimsPlan.Baseline, ClaimsPlan.LightDropout, ClaimsPlan.Dropout, ClaimsPlan.BatchNorm];

    /// <summary>Trains the nets that have to be looked into once more, and measures.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="seeds">Seeds of the study; its first <see cref="MostSeeds"/> are used.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="pool">Where the nets are trained.</param>
    /// <param name="observer">Notified before it begins.</param>
    /// <param name="before">What an earlier look at the study has; taken over if nothing would be new.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static ClaimChecks Run(
        StudyPlan plan,
        int seeds,
        Dataset dataset,
        DevicePool pool,
        IStudyObserver observer,
        ClaimChecks? before,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(observer);
        var used = Math.Min(seeds, MostSeeds);
        if (before is not null && before.Seeds == used && before.Arithmetic == pool.Arithmetic)
        {
            return before;
        }

        observer.Note($"beside the trainings: BatchNorm's outputs and switched-off units, {Arms.Length} nets x {used} seeds");
        var nets = (from seed in plan.Seeds(used) from arm in Arms select (Arm: arm, Spec: plan.Arms[arm].Spec with { Seed = seed })).ToList();
        var found = new (IReadOnlyList<NormalizationCheck> Normalization, UnitCheck? Units)[nets.Count];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = new ReplicaBatches<(IReadOnlyList<NormalizationCheck>, UnitCheck?)>(pool, new ReplicaLimits(pool, dataset))
        {
            Train = (i, device) =>
            {
                using var trainer = new Trainer(nets[i].Spec, dataset, device);
                try
                {
                    return nets[i].Arm == ClaimsPlan.BatchNorm ? (NormalizationCheck.Run(trainer, stop.Token), null)
                        : ([], trainer.Split.Valid.Length == 0 ? null : UnitCheck.Run(plan.Arms[nets[i].Arm].Name, trainer, stop.Token));
                }
                catch (RunFailedException)
                {
                    // The arm's own training of this seed tells of it.
                    return ([], null);
                }
            },
            Finish = (i, result) => found[i] = result,
        };
        batches.Run([.. nets.Select(net => net.Spec)], stop);
        return new ClaimChecks(
            PenaltyCheck.Run(dataset),
            [.. found.SelectMany(one => one.Normalization)],
            [.. found.Select(one => one.Units).OfType<UnitCheck>()],
            used,
            pool.Arithmetic);
    }
}
