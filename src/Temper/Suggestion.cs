namespace Temper;

/// <summary>What somebody may have meant who mistyped a name: the end of every message that says that there is no such thing.</summary>
public static class Suggestion
{
    /// <summary>"; did you mean dropout?" for "dorpout", or "." where no name is near.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="names">What there is.</param>
    public static string Ending(string typed, IEnumerable<string> names) => Nearest(typed, names) is { } name ? $"; did you mean {name}?" : ".";

    /// <summary>
    /// The name that is nearest: by the least number of characters to add, drop, change or swap with their neighbour (case and dashes do not count),
    /// which may be a third of them (a name that is there is no suggestion); or one that begins
    /// with what was typed; or one of the first letters of its words. Null where none is near.
    /// </summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="names">What there is.</param>
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(names);
        var wanted = Plain(typed);
        if (wanted.Length is 0 or > 100)
        {
            return null;
        }

        var best = names.Where(name => !string.Equals(name, typed, StringComparison.OrdinalIgnoreCase))
            .Select(name => (Name: name, Distance: Distance(wanted, Plain(name)), Most: Most(wanted, Plain(name))))
            .Where(near => near.Distance <= near.Most)
            .OrderBy(near => near.Distance)
            .FirstOrDefault();
        return best.Name
            ?? names.FirstOrDefault(name => wanted.Length >= 3 && Plain(name).StartsWith(wanted, StringComparison.Ordinal))
            ?? names.FirstOrDefault(name => Plain(name) is { Length: >= 2 } plain && plain == Initials(typed));
    }

    /// <summary>Changes that still count as a slip: one in names of up to five characters, two up to eight, then a third.</summary>
    private static int Most(string left, string right) => Math.Max(left.Length, right.Length) switch
    {
        <= 2 => 0,
        <= 5 => 1,
        var length => length / 3,
    };

    private static string Plain(string name) => string.Concat(name.Where(c => c is not ('-' or '_' or ' '))).ToLowerInvariant();

    private static string Initials(string typed)
    {
        var words = typed.Split(['-', '_', ' '], StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? "" : string.Concat(words.Select(word => char.ToLowerInvariant(word[0])));
    }

    /// <summary>Additions, deletions, changes and swaps of neighbours from one to the other (Damerau; each place is edited once).</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + change);
                var areSwapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                table[i, j] = areSwapped ? Math.Min(least, table[i - 2, j - 2] + 1) : least;
            }
        }

        return table[left.Length, right.Length];
    }
}
