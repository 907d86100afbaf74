using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Sixteen numbers of a matrix on their way to shared memory. They are asked for before a slab is computed and put down after it, so
/// that the way from memory is walked meanwhile; being in registers, there are sixteen names instead of an array.
/// </summary>
internal struct Fetch
{
    private float x0;
    private float x1;
    private float x2;
    private float x3;
    private float x4;
    private float x5;
    private float x6;
    private float x7;
    private float x8;
    private float x9;
    private float x10;
    private float x11;
    private float x12;
    private float x13;
    private float x14;
    private float x15;

    /// <summary>Asks for sixteen numbers; outside the matrix they are 0.</summary>
    /// <param name="slab">The net's memory from the slab's first element on.</param>
    /// <param name="cursor">Where this thread stands; moved on.</param>
    /// <param name="lines">Lines that are inside the matrix.</param>
    /// <param name="depth">Steps of k that are inside the matrix and the slab.</param>
    public static Fetch Read(ArrayView<float> slab, ref SlabCursor cursor, int lines, int depth)
    {
        Fetch result;
        result.x0 = Next(slab, ref cursor, lines, depth);
        result.x1 = Next(slab, ref cursor, lines, depth);
        result.x2 = Next(slab, ref cursor, lines, depth);
        result.x3 = Next(slab, ref cursor, lines, depth);
        result.x4 = Next(slab, ref cursor, lines, depth);
        result.x5 = Next(slab, ref cursor, lines, depth);
        result.x6 = Next(slab, ref cursor, lines, depth);
        result.x7 = Next(slab, ref cursor, lines, depth);
        result.x8 = Next(slab, ref cursor, lines, depth);
        result.x9 = Next(slab, ref cursor, lines, depth);
        result.x10 = Next(slab, ref cursor, lines, depth);
        result.x11 = Next(slab, ref cursor, lines, depth);
        result.x12 = Next(slab, ref cursor, lines, depth);
        result.x13 = Next(slab, ref cursor, lines, depth);
        result.x14 = Next(slab, ref cursor, lines, depth);
        result.x15 = Next(slab, ref cursor, lines, depth);
        return result;
    }

    /// <summary>Puts them down, along the same way.</summary>
    /// <param name="shared">Shared memory from the slab's first element on.</param>
    /// <param name="cursor">Where this thread stands; moved on.</param>
    /// <param name="depth">Steps of k of the slab.</param>
    public readonly void Write<TTile>(ArrayView<float> shared, ref SlabCursor cursor, int depth)
        where TTile : unmanaged, ITile<TTile>
    {
        Put(shared, ref cursor, depth, TTile.Round(x0));
        Put(shared, ref cursor, depth, TTile.Round(x1));
        Put(shared, ref cursor, depth, TTile.Round(x2));
        Put(shared, ref cursor, depth, TTile.Round(x3));
        Put(shared, ref cursor, depth, TTile.Round(x4));
        Put(shared, ref cursor, depth, TTile.Round(x5));
        Put(shared, ref cursor, depth, TTile.Round(x6));
        Put(shared, ref cursor, depth, TTile.Round(x7));
        Put(shared, ref cursor, depth, TTile.Round(x8));
        Put(shared, ref cursor, depth, TTile.Round(x9));
        Put(shared, ref cursor, depth, TTile.Round(x10));
        Put(shared, ref cursor, depth, TTile.Round(x11));
        Put(shared, ref cursor, depth, TTile.Round(x12));
        Put(shared, ref cursor, depth, TTile.Round(x13));
        Put(shared, ref cursor, depth, TTile.Round(x14));
        Put(shared, ref cursor, depth, TTile.Round(x15));
    }

    private static float Next(ArrayView<float> slab, ref SlabCursor cursor, int lines, int depth)
    {
        // Without a branch: outside, the slab's first number is read instead, which is always there.
        var isInside = (cursor.Line < lines) & (cursor.K < depth);
        var value = slab[isInside ? cursor.Place : 0];
        cursor.Advance();
        return isInside ? value : 0;
    }

    private static void Put(ArrayView<float> shared, ref SlabCursor cursor, int depth, float value)
    {
        if (cursor.K < depth)
        {
            shared[cursor.Place] = value;
        }

        cursor.Advance();
    }
}
