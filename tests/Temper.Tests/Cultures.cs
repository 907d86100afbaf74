using System.Globalization;

namespace Temper.Tests;

/// <summary>
/// Cultures whose numbers look otherwise. They are made by hand: the tests run, as the tool does, without the machine's data about languages, where
/// every culture is the invariant one.
/// </summary>
internal static class Cultures
{
    public static IReadOnlyList<CultureInfo> All { get; } =
    [
        CultureInfo.InvariantCulture,
        Comma("."), // de-DE, vi-VN, tr-TR
        Comma("\u202f", "\u2212"), // sv-SE, and blanks as in fr-FR
    ];

    /// <summary>Gives the current culture back when it is disposed of.</summary>
    public static IDisposable Restored() => new Culture(CultureInfo.CurrentCulture);

    private static CultureInfo Comma(string group, string minus = "-")
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = group, NegativeSign = minus };
        return culture;
    }

    private sealed class Culture(CultureInfo before) : IDisposable
    {
        public void Dispose() => CultureInfo.CurrentCulture = before;
    }
}
