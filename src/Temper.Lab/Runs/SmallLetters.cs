namespace Temper.Lab.Runs;

/// <summary>Values of an enum as texts of records and commands: their names in small letters. Nothing else is read, numbers neither.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal static class SmallLetters<T>
    where T : struct, Enum
{
    private static readonly (T Value, string Text)[] All = [.. Enum.GetValues<T>().Select(value => (value, value.ToString().ToLowerInvariant()))];

    /// <summary>All texts.</summary>
    public static IEnumerable<string> Texts => All.Select(pair => pair.Text);

    /// <summary>The text of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no value of the enum.</exception>
    public static string Text(T value)
    {
        foreach (var pair in All)
        {
            if (EqualityComparer<T>.Default.Equals(pair.Value, value))
            {
                return pair.Text;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected one of {string.Join(", ", Texts)}.");
    }

    /// <summary>The value of a text, if it is one.</summary>
    public static bool TryRead(string? text, out T value)
    {
        foreach (var pair in All)
        {
            if (pair.Text == text)
            {
                value = pair.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static T Read(string? text, string what) =>
        TryRead(text, out var value)
            ? value
            : throw new FormatException($"expected a {what}, one of {string.Join(", ", Texts)}, received \"{VisibleText.Line(text ?? "")}\"");
}
