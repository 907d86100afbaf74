using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// The one style sheet of all pictures. Every class begins with "tp", so it touches nothing else in a page, and as
/// each picture carries the same rules, several pictures in one page agree. Colours are named twice, first plain and
/// then as a variable: programs that do not know CSS variables fall back to the plain one.
/// </summary>
internal static class SvgStyle
{
    /// <summary>Opening attribute of a picture that is a file of its own; HTML does not need it.</summary>
    public const string NamespaceAttribute = "xmlns=\"http://www.w3.org/2000/svg\"";

    /// <summary>Number of line colours.</summary>
    public const int LineColours = 4;

    /// <summary>
    /// (name, colour on light, colour on dark); "ink" is text, "soft" secondary text, "heat" a full heat-map
    /// cell, "number" text on a faint cell, "on" text on a full one, "region" a stretch of an axis.
    /// </summary>
    private static readonly (string Name, string Light, string Dark)[] Colours =
    [
        ("bg", "#ffffff", "#161b22"),
        ("ink", "#1c2430", "#e4e9f0"),
        ("soft", "#566171", "#a3adba"),
        ("grid", "#e4e8ed", "#2a313b"),
        ("frame", "#a9b3bf", "#4d5866"),
        ("region", "#e7edf5", "#242f3d"),
        ("c0", "#1f6fb4", "#6bb1f2"),
        ("c1", "#c2570c", "#f79d52"),
        ("c2", "#0f7d59", "#56cfa0"),
        ("c3", "#7a4cc6", "#bb9cf7"),
        ("bad", "#b8222a", "#ff8a84"),
        ("heat", "#0a3f7d", "#8cc4fb"),
        // Only pure black and white keep a contrast of 4.5 on every colour between background and full cell.
        ("number", "#000000", "#ffffff"),
        ("on", "#ffffff", "#000000"),
    ];

    private static readonly string[] Rules =
    [
        "text{fill:@ink}",
        "-bg{fill:@bg}",
        "-soft{fill:@soft}",
        "-bold{font-weight:600}",
        "-bad{fill:@bad}",
        "-grid{stroke:@grid;stroke-width:1}",
        "-frame{fill:none;stroke:@frame;stroke-width:1}",
        "-mark{stroke:@bad;stroke-width:1.2;stroke-dasharray:3 3}",
        "-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}",
        "-dash{stroke-dasharray:6 4}",
        "-dot{stroke:@bg;stroke-width:1}",
        "-s0{stroke:@c0}", "-s1{stroke:@c1}", "-s2{stroke:@c2}", "-s3{stroke:@c3}",
        "-f0{fill:@c0}", "-f1{fill:@c1}", "-f2{fill:@c2}", "-f3{fill:@c3}",
        "-thin{stroke-width:1.4}",
        "-dots{stroke-dasharray:1.5 3.5}",
        "-band{fill-opacity:0.2}",
        "-region{fill:@region}",
        "-zero{stroke:@ink;stroke-width:1.2}",
        "-whisker{stroke-width:1.8}",
        "-bar{fill-opacity:0.3}",
        "-hollow{fill:@bg;stroke-width:1.8}",
        "-ssoft{stroke:@soft}",
        "-fsoft{fill:@soft}",
        "-even{font-variant-numeric:tabular-nums}",
        "-heat{fill:@heat;shape-rendering:crispEdges}",
        "-halo{paint-order:stroke;stroke:@bg;stroke-width:4px;stroke-linejoin:round}",
        "-pixels{image-rendering:optimizeSpeed;image-rendering:pixelated}",
    ];

    /// <summary>The whole style sheet, without the style element around it.</summary>
    public static string Sheet { get; } = Build();

    /// <summary>A colour as (red, green, blue), 0 to 255, for computations on contrast.</summary>
    /// <param name="name">Its name, for instance "ink".</param>
    /// <param name="dark">True for the colour on a dark page.</param>
    public static (byte Red, byte Green, byte Blue) Colour(string name, bool dark)
    {
        (_, string light, string onDark) = Array.Find(Colours, colour => colour.Name == name);
        int value = int.Parse((dark ? onDark : light).AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    private static string Build()
    {
        string light = string.Concat(Colours.Select(colour => $"--tp-{colour.Name}:{colour.Light};"));
        string dark = string.Concat(Colours.Select(colour => $"--tp-{colour.Name}:{colour.Dark};"));
        var lines = new List<string>
        {
            $".tp{{{light}font-family:system-ui,sans-serif}}",
            // On paper the light colours hold, whatever the screen prefers.
            $"@media screen and (prefers-color-scheme:dark){{.tp{{{dark}}}}}",
        };

        foreach (string rule in Rules)
        {
            int brace = rule.IndexOf('{', StringComparison.Ordinal);
            string selector = rule[0] == '-' ? $".tp .tp{rule[..brace]}" : $".tp {rule[..brace]}";
            IEnumerable<string> declarations = rule[(brace + 1)..^1].Split(';').SelectMany(Declarations);
            lines.Add($"{selector}{{{string.Join(';', declarations)}}}");
        }

        // Numbers on heat-map cells: which of the two colours reads better depends on the scheme as well.
        lines.Add(".tp .tp-num,.tp .tp-num-dark{fill:#000000;fill:var(--tp-number)}");
        lines.Add(".tp .tp-num-light,.tp .tp-num-both{fill:#ffffff;fill:var(--tp-on)}");
        lines.Add("@media screen and (prefers-color-scheme:dark){.tp .tp-num-light{fill:var(--tp-number)}.tp .tp-num-dark{fill:var(--tp-on)}}");
        return "\n" + string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Declarations(string declaration)
    {
        int at = declaration.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return [declaration];
        }

        (string name, string light, _) = Array.Find(Colours, colour => colour.Name == declaration[(at + 1)..]);
        return [declaration[..at] + light, $"{declaration[..at]}var(--tp-{name})"];
    }
}
