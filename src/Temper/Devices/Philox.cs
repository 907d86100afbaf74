using System.Runtime.CompilerServices;

namespace Temper.Devices;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3" (SC 2011). It has no state: a block of four 32-bit words is a function of (seed, purpose, unit,
/// step, block index), so any device or thread can make any part of a stream, in any order.
/// </summary>
/// <remarks>
/// Key: the seed's low and high half. Counter: block index; purpose | unit &lt;&lt; 8; the step's low and high half.
/// "Unit" tells apart streams of one purpose in one step, such as the dropout layers of a net.
/// </remarks>
public readonly struct Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>The stream of a purpose.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="unit">Which of several streams of that purpose, 0 to 2^24 - 1.</param>
    /// <param name="step">The training step or epoch.</param>
    public Philox(ulong seed, RandomPurpose purpose, uint unit = 0, ulong step = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unit, 0xFFFFFFu);
        Key0 = (uint)seed;
        Key1 = (uint)(seed >> 32);
        Counter1 = (uint)purpose | (unit << 8);
        Counter2 = (uint)step;
        Counter3 = (uint)(step >> 32);
    }

    internal uint Key0 { get; }

    internal uint Key1 { get; }

    internal uint Counter1 { get; }

    internal uint Counter2 { get; }

    internal uint Counter3 { get; }

    /// <summary>The four words of one block.</summary>
    /// <param name="index">Which block of the stream.</param>
    public (uint W0, uint W1, uint W2, uint W3) Block(uint index) =>
        Generate(index, Counter1, Counter2, Counter3, Key0, Key1);

    /// <summary>Word number <paramref name="element"/> of the stream: word element % 4 of block element / 4.</summary>
    /// <param name="element">From 0 to 2^34 - 1.</param>
    public uint Word(long element)
    {
        var (w0, w1, w2, w3) = Block((uint)(element >> 2));
        return (element & 3) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>
    /// The four words of which element number <paramref name="element"/> has its own where 16 blocks are made side by side in vector lanes: those of
    /// block (element / 64) * 16 + element % 16. Its own is word (element / 16) % 4, so that 16 blocks give 64 consecutive elements.
    /// </summary>
    internal (uint W0, uint W1, uint W2, uint W3) LaneBlock(int element) => Block((uint)(((element >> 6) << 4) | (element & 15)));

    /// <summary>A uniform number in [0, 1) with 24 bits, from word number <paramref name="element"/>.</summary>
    /// <param name="element">From 0 to 2^34 - 1.</param>
    public float Uniform(long element) => ToUniform(Word(element));

    /// <summary>A whole number in [0, bound), without bias to speak of (64-bit multiply-shift of two words).</summary>
    /// <param name="draw">Number of the draw in this stream; each takes two words.</param>
    /// <param name="bound">Exclusive upper bound, at least 1.</param>
    public int Below(long draw, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var (w0, w1, w2, w3) = Block((uint)(draw >> 1));
        var word = (draw & 1) == 0 ? ((ulong)w1 << 32) | w0 : ((ulong)w3 << 32) | w2;
        return (int)Math.BigMul(word, (ulong)bound, out _);
    }

    /// <summary>The whole numbers 0 to <paramref name="count"/> - 1 in random order (Fisher-Yates).</summary>
    /// <param name="count">How many, at least 0.</param>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        Permute(order);
        return order;
    }

    /// <summary>Fills <paramref name="order"/> with 0 to its length - 1 in random order (Fisher-Yates).</summary>
    /// <param name="order">Overwritten; its length says how many.</param>
    public void Permute(Span<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = Below(i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>A uniform number in (0, 1) from all bits of a word: the middle of one of 2^32 equal steps.</summary>
    internal static double ToOpenUniform(uint word) => (word + 0.5) * (1 / 4294967296.0);

    /// <summary>The uniform number in [0, 1) that a word stands for: its upper 24 bits times 2^-24.</summary>
    /// <param name="word">A word of a stream.</param>
    public static float ToUniform(uint word) => (word >> 8) * (1f / 16777216f);

    internal static (uint W0, uint W1, uint W2, uint W3) Generate(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            (c0, c1, c2, c3) = Round(c0, c1, c2, c3, k0, k1);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (uint W0, uint W1, uint W2, uint W3) Round(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        var product0 = (ulong)Multiplier0 * c0;
        var product1 = (ulong)Multiplier1 * c2;
        return ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
    }
}
