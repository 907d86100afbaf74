namespace Temper.Lab.Reports;

/// <summary>
/// Chooses the text colour on a heat-map cell. A cell is the colour "heat" laid over the background with an opacity,
/// so its luminance depends on the scheme of the page; for each scheme the better of "number" and "on" is taken.
/// </summary>
internal static class HeatText
{
    /// <summary>Class name of the better text colour.</summary>
    /// <param name="opacity">Opacity of the cell, 0 to 1.</param>
    public static string Style(double opacity) => (Flips(opacity, dark: false), Flips(opacity, dark: true)) switch
    {
        (true, true) => "tp-num-both",
        (true, false) => "tp-num-light",
        (false, true) => "tp-num-dark",
        _ => "tp-num",
    };

    /// <summary>True when "on" reads better than "number".</summary>
    public static bool Flips(double opacity, bool dark) =>
        Contrast(opacity, "on", dark) > Contrast(opacity, "number", dark);

    /// <summary>Contrast of a text colour with the cell, 1 to 21, by the WCAG's formula.</summary>
    public static double Contrast(double opacity, string text, bool dark)
    {
        (byte red, byte green, byte blue) = SvgStyle.Colour("bg", dark);
        (byte fullRed, byte fullGreen, byte fullBlue) = SvgStyle.Colour("heat", dark);
        double cell = Luminance(Mix(red, fullRed, opacity), Mix(green, fullGreen, opacity), Mix(blue, fullBlue, opacity));
        (red, green, blue) = SvgStyle.Colour(text, dark);
        double letters = Luminance(red, green, blue);
        return (Math.Max(cell, letters) + 0.05) / (Math.Min(cell, letters) + 0.05);
    }

    private static double Mix(byte from, byte to, double share) => from + (to - from) * share;

    private static double Luminance(double red, double green, double blue) =>
        0.2126 * Linear(red / 255) + 0.7152 * Linear(green / 255) + 0.0722 * Linear(blue / 255);

    private static double Linear(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
