using Temper.Devices;

namespace Temper.Lab.Statistics;

/// <summary>
/// The sign vectors that stand for all 2^n where those are too many to count: the same in every call. With every vector its opposite
/// counts as well, and so does the one that was seen, so that two-sided p-values are twice the one-sided ones.
/// </summary>
internal sealed class SignDraws
{
    /// <summary>Vectors drawn, their opposites not counted.</summary>
    public const int Count = 100_000;

    private const int SignsPerTable = 8;
    private const ulong Key = 0;

    private readonly byte[] signs;
    private readonly int parts;

    /// <summary>Draws them.</summary>
    /// <param name="pairs">Signs of a vector.</param>
    public SignDraws(int pairs)
    {
        parts = (pairs + SignsPerTable - 1) / SignsPerTable;
        signs = new byte[parts * Count];
        var words = new WordSequence(new Philox(Key, RandomPurpose.SignFlip));
        for (var draw = 0; draw < Count; draw++)
        {
            var word = 0u;
            for (var part = 0; part < parts; part++)
            {
                // A word has the signs of 32 pairs.
                word = part % 4 == 0 ? words.Next() : word >> SignsPerTable;
                signs[(draw * parts) + part] = (byte)word;
            }
        }
    }

    /// <summary>The signed sum of the values for every vector: sums of 8 signs at a time are looked up.</summary>
    public double[] Sums(ReadOnlySpan<double> values)
    {
        var tables = new double[parts << SignsPerTable];
        for (var part = 0; part < parts; part++)
        {
            var first = part * SignsPerTable;
            var some = values.Slice(first, Math.Min(SignsPerTable, values.Length - first));
            SignedSums.Fill(some, tables.AsSpan(part << SignsPerTable, 1 << some.Length));
        }

        // Fewer than 8 signs use the low bits.
        var last = (1 << (values.Length - ((parts - 1) * SignsPerTable))) - 1;
        var sums = new double[Count];
        for (var draw = 0; draw < Count; draw++)
        {
            var row = signs.AsSpan(draw * parts, parts);
            var total = tables[((parts - 1) << SignsPerTable) + (row[parts - 1] & last)];
            for (var part = 0; part < parts - 1; part++)
            {
                total += tables[(part << SignsPerTable) + row[part]];
            }

            sums[draw] = total;
        }

        return sums;
    }

    /// <summary>The words of a stream one after the other, each block made once.</summary>
    private struct WordSequence(Philox stream)
    {
        private (uint W0, uint W1, uint W2, uint W3) block;
        private uint next;

        public uint Next()
        {
            var element = next++;
            if (element % 4 == 0)
            {
                block = stream.Block(element / 4);
            }

            return (element % 4) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
        }
    }
}
