using System.Globalization;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>The progress line: the current work, a bar, how much is done, details.</summary>
internal static class ProgressLine
{
    private const int BarWidth = 24;
    private const int LeastBar = 8;
    private const string Gap = "  ";

    /// <summary>Makes the line. In a narrow window the bar gets shorter, then details are left out, the last first: none is cut.</summary>
    /// <param name="label">The current work.</param>
    /// <param name="share">Completed share of the work, 0 to 1.</param>
    /// <param name="details">Details with two blanks between them, the most important first.</param>
    /// <param name="columns">The most that it may occupy.</param>
    /// <param name="hasColours">Whether the rest of the bar is drawn as a thin line.</param>
    public static string Of(string label, double share, string details, int columns, bool hasColours)
    {
        var done = string.Create(CultureInfo.InvariantCulture, $"{100 * share,3:F0}%");
        var parts = details.Split(Gap, StringSplitOptions.RemoveEmptyEntries).ToList();
        while (parts.Count > 0 && Rest() < LeastBar + 1)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        var bar = Math.Min(BarWidth, Rest() - 1);
        var line = bar < LeastBar
            ? $"{label} {done}"
            : $"{label} {new string('━', Filled(bar))}{new string(hasColours ? '─' : ' ', bar - Filled(bar))} {done}";
        return CellText.Cut(string.Join(Gap, parts.Prepend(line)), columns);

        int Rest() => columns - CellText.Width($"{label} {done}") - parts.Sum(part => Gap.Length + CellText.Width(part));

        int Filled(int width) => (int)Math.Round(Math.Clamp(share, 0, 1) * width);
    }
}
