using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Temper;

/// <summary>
/// Numbers as people type them, one rule for all: the digits 0 to 9, a point as the decimal sign, no thousands signs, no blanks, nothing that
/// depends on the machine's language. So 0.01, .1, 1., +5, -0.5, 1e-4 are numbers; 0,01, 1.000,5, 1_000, 0x10, NaN and 1e400 are not.
/// </summary>
public static class NumberText
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="number">The number, finite; -0 is 0.</param>
    /// <param name="problem">
    /// What is wrong with the text, without a full stop: expected, received and, where it can be told, the number that was meant.
    /// </param>
    /// <param name="example">A number of the kind that is expected.</param>
    public static bool TryRead(string? text, out double number, [NotNullWhen(false)] out string? problem, string example = "0.1")
    {
        text ??= "";
        problem = null;
        if (NumberForm.IsNumber(text))
        {
            // -0 would write another spec than 0 does.
            number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;
            problem = !double.IsFinite(number) ? $"expected a number up to 1.79e308, received \"{Shown(text)}\""
                : number == 0 && NumberForm.HasValue(text) ? $"expected 0 or a number that 64 bits can tell from it, received \"{Shown(text)}\""
                : null;
            return problem is null;
        }

        number = 0;
        problem = $"expected a {(NumberForm.IsNotFinite(text) ? "finite " : "")}number such as {example}, "
            + $"received \"{Shown(text)}\"{NumberForm.WayOut(text, isWhole: false)}";
        return false;
    }

    /// <summary>Reads a whole number of a type: digits with or without a sign, nothing else.</summary>
    /// <typeparam name="T">A type of integers.</typeparam>
    /// <param name="text">What was typed.</param>
    /// <param name="number">The number, exact.</param>
    /// <param name="problem">What is wrong with the text, as above.</param>
    /// <param name="example">A number of the kind that is expected.</param>
    public static bool TryReadWhole<T>(string? text, out T number, [NotNullWhen(false)] out string? problem, string example = "5")
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        text ??= "";
        number = default;
        problem = null;
        if (!NumberForm.IsWhole(text))
        {
            problem = $"expected a whole number such as {example}, received \"{Shown(text)}\"{NumberForm.WayOut(text, isWhole: true)}";
            return false;
        }

        // Longer texts are only leading zeros or out of any range.
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0).TrimStart('0');
        var value = digits.Length <= 40 ? BigInteger.Parse($"0{digits}", NumberStyles.None, CultureInfo.InvariantCulture) : BigInteger.Pow(10, 40);
        value = text[0] == '-' ? -value : value;
        if (value < BigInteger.CreateChecked(T.MinValue) || value > BigInteger.CreateChecked(T.MaxValue))
        {
            problem = string.Create(
                CultureInfo.InvariantCulture, $"expected a whole number from {T.MinValue} to {T.MaxValue}, received \"{Shown(text)}\"");
            return false;
        }

        number = T.CreateChecked(value);
        return true;
    }

    /// <summary>
    /// Mends numbers with commas that were split at them: "0,9,0,999" for 0.9,0.999. Null unless there are exactly two pieces of digits for each.
    /// </summary>
    /// <param name="pieces">The text, split at its commas.</param>
    /// <param name="count">How many numbers are wanted.</param>
    public static string? Rejoined(IReadOnlyList<string> pieces, int count)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var fit = pieces.Select((piece, i) => i % 2 == 1 ? NumberForm.IsDigits(piece.Trim()) : NumberForm.IsWhole(piece.Trim()));
        return pieces.Count == 2 * count && fit.All(fits => fits)
            ? string.Join(',', Enumerable.Range(0, count).Select(i => $"{pieces[2 * i].Trim()}.{pieces[(2 * i) + 1].Trim()}"))
            : null;
    }

    private static string Shown(string text) => Data.OneLine.Of(text);
}
