using System.Globalization;
using System.Text;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>A line in the terminal's own colours that never gets wider than it may.</summary>
internal sealed class ColouredLine(int columns)
{
    public const int Plain = 0;
    public const int Red = 31;
    public const int Green = 32;
    public const int Yellow = 33;
    public const int Magenta = 35;
    public const int Cyan = 36;
    public const int Grey = 90;

    private readonly StringBuilder text = new();
    private int colour = Plain;

    /// <summary>Columns that are still free.</summary>
    public int Room { get; private set; } = columns;

    /// <summary>Adds a text; what a terminal must not see is made visible, what does not fit is cut off.</summary>
    public ColouredLine Add(string part, int partColour = Plain)
    {
        part = CellText.Cut(VisibleText.Line(part), Room);
        if (partColour != colour && !string.IsNullOrWhiteSpace(part))
        {
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{partColour}m");
            colour = partColour;
        }

        text.Append(part);
        Room -= CellText.Width(part);
        return this;
    }

    public override string ToString() => colour == Plain ? text.ToString() : $"{text}\u001b[0m";
}
