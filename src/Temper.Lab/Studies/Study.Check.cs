using System.Globalization;
using Temper.Devices;
using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>What of a study can be checked before it begins.</summary>
public sealed partial class Study
{
    /// <summary>
    /// Checks all that can be checked without data: whether there are enough seeds for a verdict, and seeds for all that is to be trained.
    /// </summary>
    /// <param name="plan">What is compared.</param>
    /// <param name="settings">With how many seeds.</param>
    /// <param name="memory">The memory that results are kept in; null (the default) where that is not known.</param>
    /// <exception cref="SpecException">There can be no verdict, or there are no such seeds, or more trainings than there may be.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not enough memory for the results of that many trainings.</exception>
    public static void Check(StudyPlan plan, StudySettings settings, HostMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Seeds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Block);
        if (plan.IsSequential && settings.MaxSeeds < settings.Seeds)
        {
            throw new SpecException(
                $"The first block has {settings.Seeds} seeds, more than the maximum of {settings.MaxSeeds}; make --max-seeds larger.");
        }

        plan = WithLooks(plan, settings);
        var largest = plan.Contrasts.GroupBy(StudyAnalysis.FamilyOf).Max(family => family.Count());
        var needed = PairedAnalysis.SeedsNeeded(largest, plan.Verdicts());
        var given = plan.IsSequential ? settings.MaxSeeds : settings.Seeds;
        if (given < needed)
        {
            var wish = needed == int.MaxValue && plan.Rule == StoppingRule.Planned
                ? "no look before --max-seeds has enough; make it larger"
                : needed == int.MaxValue
                ? "no number of seeds is enough for so many questions; compare fewer arms"
                : string.Create(CultureInfo.InvariantCulture, $"give --{(plan.IsSequential ? "max-" : "")}seeds {needed} or more");
            throw new SpecException(string.Create(
                CultureInfo.InvariantCulture,
                $"With {given} seed{(given == 1 ? "" : "s")} no outcome of {plan.Arms.Count} arms "
                + $"({largest} question{(largest == 1 ? "" : "s")} at level {plan.Alpha}) could be significant, "
                + $"so there can be no verdict; {wish}."));
        }

        if (plan.IsSequential && plan.Arms.FirstOrDefault(arm => arm.Spec.ValidFraction == 0) is { } blind)
        {
            throw new SpecException(
                "The sequential rule decides on validation data whether to continue, "
                + $"but {blind.Name} has no validation split; give it one, or leave --until-decided out.");
        }

        try
        {
            _ = new SeedRange(plan.FirstSeed, Math.Max(settings.Seeds, plan.IsSequential ? settings.MaxSeeds : 0), LearningRateSearch.FirstSeed - 1);
        }
        catch (SpecException error)
        {
            throw new SpecException($"{error.Message.TrimEnd('.')} (those after it are kept for picking learning rates).", error);
        }

        StudySize.CheckArms(plan.Arms.Count);
        StudySize.Check(plan.Arms.Count, Math.Max(settings.Seeds, plan.IsSequential ? settings.MaxSeeds : 0), epochs: 1, memory);
    }

    private static StudyPlan WithLooks(StudyPlan plan, StudySettings settings) =>
        plan.Rule == StoppingRule.Planned ? plan with { Looks = new PlannedLooks(settings.Seeds, settings.Block, settings.MaxSeeds) } : plan;
}
