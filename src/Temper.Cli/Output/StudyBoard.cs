using Temper.Tasks;

namespace Temper.Cli.Output;

/// <summary>The state of a study: a cell for each arm and seed. Not thread-safe.</summary>
internal sealed class StudyBoard
{
    private readonly StudyArm[] arms;
    private readonly List<ulong> seeds = [];

    public StudyBoard(Score score, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds)
    {
        Score = score;
        this.arms = [.. arms.Select(name => new StudyArm(VisibleText.Line(name)))];
        AddSeeds(seeds);
    }

    /// <summary>What is scored.</summary>
    public Score Score { get; }

    public IReadOnlyList<StudyArm> Arms => arms;

    public IReadOnlyList<ulong> Seeds => seeds;

    /// <summary>Trainings planned.</summary>
    public int Total => arms.Length * seeds.Count;

    /// <summary>Trainings that are over: done, failed or found in the store.</summary>
    public int Settled { get; private set; }

    /// <summary>Trainings of this process.</summary>
    public int Running { get; private set; }

    /// <summary>Failed ones, those in the store too.</summary>
    public int Failed { get; private set; }

    public void AddSeeds(IReadOnlyList<ulong> more)
    {
        seeds.AddRange(more);
        foreach (var arm in arms)
        {
            arm.AddSeeds(more.Count);
        }
    }

    /// <summary>Changes a cell.</summary>
    /// <returns>What it was before; null if it was settled already, and then it stays so.</returns>
    public StudyCell? Set(int arm, int seed, StudyCell cell)
    {
        var before = arms[arm].Cells[seed];
        if (IsSettled(before))
        {
            return null;
        }

        arms[arm].Set(seed, cell);
        Running += (cell == StudyCell.Running ? 1 : 0) - (before == StudyCell.Running ? 1 : 0);
        Settled += IsSettled(cell) ? 1 : 0;
        Failed += cell is StudyCell.Failed or StudyCell.ReusedFailure ? 1 : 0;
        return before;
    }

    public static bool IsSettled(StudyCell cell) => cell >= StudyCell.Done;
}
