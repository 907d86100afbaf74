namespace Temper.Lab.Statistics;

/// <summary>
/// A question to <see cref="JointSignFlips"/>: how often does this arm about this centre, or one of the others about 0, come out at least
/// as extreme as this arm did?
/// </summary>
/// <param name="Arm">The arm's place in the family.</param>
/// <param name="Centre">Its centre; an infinity asks what no finite centre can fall below.</param>
/// <param name="Others">Places of the arms that are tested with it.</param>
internal readonly record struct FlipQuery(int Arm, double Centre, int[] Others);
