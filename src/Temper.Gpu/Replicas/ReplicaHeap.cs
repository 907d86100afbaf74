namespace Temper.Gpu.Replicas;

/// <summary>
/// Where things lie in a net's stretch of memory. Nets that ask for the same sizes in the same order get the same offsets, so that one
/// kernel can work on all of them.
/// </summary>
internal sealed class ReplicaHeap
{
    /// <summary>Most floats of a net, with room for kernels to count beyond the end.</summary>
    public const int Most = int.MaxValue - (1 << 20) - 1023;

    /// <summary>Everything begins on a 64-byte boundary.</summary>
    private const int Alignment = 16;

    private readonly Dictionary<int, Stack<int>> free = [];

    /// <summary>Floats that have been handed out, with what was given back since.</summary>
    public int End { get; private set; }

    /// <summary>Hands out a stretch.</summary>
    /// <param name="length">Floats.</param>
    /// <returns>Its first float, and whether another had it before, so that it must be cleared.</returns>
    /// <exception cref="SpecException">A net of this size cannot be addressed.</exception>
    public (int Start, bool IsUsed) Take(int length)
    {
        var size = Rounded(length);
        if (free.TryGetValue(size, out var places) && places.Count > 0)
        {
            return (places.Pop(), true);
        }

        if (End > Most - size)
        {
            throw new SpecException($"A net on a GPU has at most {Most} numbers, with gradients, states and activations; make net or batch smaller.");
        }

        var start = End;
        End += size;
        return (start, false);
    }

    /// <summary>Takes a stretch back.</summary>
    public void GiveBack(int start, int length)
    {
        var size = Rounded(length);
        if (!free.TryGetValue(size, out var places))
        {
            free[size] = places = new Stack<int>();
        }

        places.Push(start);
    }

    private static int Rounded(int length) =>
        length > int.MaxValue - Alignment ? int.MaxValue - Alignment : Math.Max(Alignment, (length + Alignment - 1) / Alignment * Alignment);
}
