using System.Globalization;
using Temper.Cli.TerminalPictures;
using Temper.Tasks;

namespace Temper.Cli.Output;

/// <summary>
/// A running study as lines for a terminal with colours: per arm its name, a cell per seed and the validation accuracy so
/// far, and a last line about the whole. The test set stays sealed while a study runs, so nothing here tells of it.
/// </summary>
internal static class StudyPicture
{
    /// <summary>Fewer columns leave no room for cells.</summary>
    private const int LeastWidth = 50;

    private const string Gap = "  ";
    private const int ResultWidth = 20;
    private const int LeastCells = 4;
    private const int UsualCells = 8;

    /// <summary>What goes on and what went wrong is shown before anything else that lies in the same cell.</summary>
    private static readonly (StudyCell Cell, string Sign, int Colour)[] Signs =
    [
        (StudyCell.Running, "▸", ColouredLine.Yellow),
        (StudyCell.Failed, "×", ColouredLine.Red),
        (StudyCell.Elsewhere, "◇", ColouredLine.Magenta),
        (StudyCell.Done, "■", ColouredLine.Green),
        (StudyCell.Reused, "□", ColouredLine.Cyan),
        (StudyCell.Waiting, "·", ColouredLine.Grey),
    ];

    /// <summary>What the signs mean, first those that need it most.</summary>
    private static readonly (StudyCell Cell, string Meaning)[] Meanings =
    [
        (StudyCell.Elsewhere, "elsewhere"), (StudyCell.Reused, "stored"), (StudyCell.Running, "running"), (StudyCell.Done, "done"),
        (StudyCell.Waiting, "waiting"),
    ];

    private static readonly (string Sign, int Colour) Partly = ("▪", ColouredLine.Green);

    /// <summary>Whether a terminal has room: for the arms, the last line, a progress line of something else and a line above.</summary>
    public static bool Fits(int arms, int width, int height) => arms > 0 && arms + 3 <= height && width >= LeastWidth;

    /// <summary>Draws a study.</summary>
    /// <param name="board">Where it stands.</param>
    /// <param name="facts">Of the last line, at least one: in little room the second goes first, the first never.</param>
    /// <param name="columns">The most that a line may occupy.</param>
    /// <returns>The lines, without line ends.</returns>
    public static IReadOnlyList<string> Render(StudyBoard board, IReadOnlyList<string> facts, int columns)
    {
        var seeds = board.Seeds.Count;
        var digits = seeds.ToString(CultureInfo.InvariantCulture).Length;

        // What is left when eight cells and a count have their room; names of arms differ at their ends.
        var most = Math.Max(columns / 3, columns - ResultWidth - (3 * Gap.Length) - UsualCells - (2 * digits) - 1);
        var names = Math.Min(board.Arms.Max(arm => CellText.Width(arm.Name)), most);
        var room = columns - names - ResultWidth - (2 * Gap.Length);

        // Where a cell stands for several seeds, a number says how many of them are settled.
        var isGrouped = seeds > room;
        var cells = isGrouped ? room - (2 * digits) - 1 - Gap.Length : seeds;
        if (cells < Math.Min(LeastCells, seeds))
        {
            names = Math.Max(1, names - (LeastCells - cells));
            cells = LeastCells;
        }

        var lines = new List<string>();
        foreach (var arm in board.Arms)
        {
            var line = new ColouredLine(columns).Add(CellText.Pad(Name(arm.Name, names), names)).Add(Gap);
            for (var c = 0; c < cells; c++)
            {
                var (sign, colour) = Sign(arm.Cells, (int)((long)c * seeds / cells), (int)((c + 1L) * seeds / cells));
                line.Add(sign, colour);
            }

            if (isGrouped)
            {
                var settled = arm.Cells.Count(StudyBoard.IsSettled).ToString(CultureInfo.InvariantCulture);
                line.Add(string.Create(CultureInfo.InvariantCulture, $"{Gap}{settled.PadLeft(digits)}/{seeds}"), ColouredLine.Grey);
            }

            lines.Add(Result(line.Add(Gap), arm, board.Score).ToString());
        }

        lines.Add(Status(board, facts, columns).ToString());
        return lines;
    }

    /// <summary>A name that is too long ends at one of its signs, so that no number in it is cut.</summary>
    private static string Name(string name, int columns)
    {
        if (CellText.Width(name) <= columns)
        {
            return name;
        }

        var first = TextFold.Cell(name, columns - 1, isName: true)[0];
        return $"{first}…";
    }

    /// <summary>One cell for the seeds from one to before another.</summary>
    private static (string Sign, int Colour) Sign(IReadOnlyList<StudyCell> cells, int from, int to)
    {
        if (to - from == 1)
        {
            return SignOf(cells[from]);
        }

        var settled = 0;
        var found = new bool[Signs.Length];
        for (var i = from; i < to; i++)
        {
            settled += StudyBoard.IsSettled(cells[i]) ? 1 : 0;
            found[IndexOf(cells[i])] = true;
        }

        var first = Signs[Array.IndexOf(found, true)];
        return first.Cell is StudyCell.Done or StudyCell.Reused && settled < to - from ? Partly : (first.Sign, first.Colour);
    }

    private static (string Sign, int Colour) SignOf(StudyCell cell) => (Signs[IndexOf(cell)].Sign, Signs[IndexOf(cell)].Colour);

    private static int IndexOf(StudyCell cell)
    {
        var shown = cell == StudyCell.ReusedFailure ? StudyCell.Failed : cell;
        return Array.FindIndex(Signs, entry => entry.Cell == shown);
    }

    private static ColouredLine Result(ColouredLine line, StudyArm arm, Score score)
    {
        if (!double.IsNaN(arm.Mean))
        {
            line.Add($"valid {score.Number(arm.Mean)}");
            return double.IsNaN(arm.Margin) ? line : line.Add($" ± {score.Size(arm.Margin)}");
        }

        return arm.FailedStep is { } step ? line.Add(string.Create(CultureInfo.InvariantCulture, $"failed, step {step}"), ColouredLine.Red) : line;
    }

    private static ColouredLine Status(StudyBoard board, IReadOnlyList<string> facts, int columns)
    {
        var (sign, colour) = board.Failed == 0 ? ("", ColouredLine.Plain) : SignOf(StudyCell.Failed);
        var failed = string.Create(CultureInfo.InvariantCulture, $"{Gap}{(sign.Length == 0 ? "" : $"{sign} ")}failed {board.Failed}");

        // Nothing is cut: in little room the speed goes first, then the time left.
        var parts = facts.ToList();
        while (parts.Count > 1 && CellText.Width(string.Join(Gap, parts) + failed) > columns)
        {
            parts.RemoveAt(1);
        }

        var line = new ColouredLine(columns).Add(string.Join(Gap, parts)).Add(failed, colour);

        var gap = Gap + Gap;
        foreach (var (cell, meaning) in Meanings)
        {
            var (shown, shade) = SignOf(cell);
            if (board.Arms.Any(arm => arm.Cells.Contains(cell)) && line.Room >= CellText.Width($"{gap}{shown} {meaning}"))
            {
                line.Add(gap).Add(shown, shade).Add($" {meaning}", ColouredLine.Grey);
                gap = Gap;
            }
        }

        return line;
    }
}
