namespace Temper.Lab.Studies;

/// <summary>Seeds in a row. None of them is past a limit, so none has wrapped and is another run's.</summary>
public readonly record struct SeedRange
{
    /// <summary>Seeds from one on.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">Number of seeds.</param>
    /// <param name="last">The largest that there may be; default 2^64 - 1.</param>
    /// <exception cref="SpecException">They do not fit.</exception>
    public SeedRange(ulong first, int count, ulong last = ulong.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (first > last || (ulong)count - 1 > last - first)
        {
            var more = (ulong)count - 1;
            var wayOut = more <= last
                ? FormattableString.Invariant($"choose a smaller first seed, at most {last - more}")
                : FormattableString.Invariant($"choose at most {last + 1} seeds");
            throw new SpecException(FormattableString.Invariant(
                $"{count} seed{(count == 1 ? "" : "s")} from {first} on would go past the last one, {last}; {wayOut}."));
        }

        First = first;
        Count = count;
    }

    /// <summary>The first.</summary>
    public ulong First { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>Seed number <paramref name="index"/>, from 0.</summary>
    /// <param name="index">Zero-based index in the range.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public ulong this[int index] => index >= 0 && index < Count ? First + (ulong)index : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Some of them, from number <paramref name="start"/> on.</summary>
    /// <param name="start">Number of the first, from 0.</param>
    /// <param name="count">Number of seeds.</param>
    public IReadOnlyList<ulong> Slice(int start, int count)
    {
        var range = this;
        return [.. Enumerable.Range(start, count).Select(i => range[i])];
    }
}
