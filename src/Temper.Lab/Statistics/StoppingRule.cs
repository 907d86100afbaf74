namespace Temper.Lab.Statistics;

/// <summary>When a study stops adding seeds. To be chosen before the differences are seen.</summary>
public enum StoppingRule
{
    /// <summary>At a number of seeds that was fixed beforehand: <see cref="SignFlipTest"/> over the family.</summary>
    Fixed,

    /// <summary>When it is decided, at looks that were planned beforehand up to a largest number of seeds: <see cref="SpendingTest"/>.</summary>
    Planned,

    /// <summary>When one likes, after any seed and without a largest number: <see cref="SymmetryEvidence"/>.</summary>
    OpenEnded,
}
