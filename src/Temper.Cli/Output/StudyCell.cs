namespace Temper.Cli.Output;

/// <summary>What has become of one training of a study. All from <see cref="Done"/> on are settled.</summary>
internal enum StudyCell
{
    Waiting,
    Running,

    /// <summary>Another process trains it.</summary>
    Elsewhere,
    Done,

    /// <summary>Found in the store.</summary>
    Reused,
    Failed,

    /// <summary>Found in the store as failed.</summary>
    ReusedFailure,
}
