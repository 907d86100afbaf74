using Temper.Lab.Runs;

namespace Temper.Lab.Reports;

/// <summary>
/// The report of a run of which only the record is at hand, as a store has it: pictures and page, without the test images and the curves step by
/// step, which are in the run's folder. Each picture is drawn once.
/// </summary>
public sealed class RecordReport
{
    private readonly RunRecord record;
    private readonly string replay;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="record">The run's record.</param>
    /// <param name="replay">The command that repeats it.</param>
    public RecordReport(RunRecord record, string replay)
        : this(record, replay, RunPictures.OfRecord)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal RecordReport(RunRecord record, string replay, IEnumerable<Figure<RunRecord>> all)
    {
        ArgumentNullException.ThrowIfNull(record);
        this.record = record;
        this.replay = replay;
        figures = DrawnFigure.Of(record, all);
    }

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>The page.</summary>
    public string Page() => RunReport.Page(record, RunReport.Section(record, figures), replay);
}
