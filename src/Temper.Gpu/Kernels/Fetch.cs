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
    /// <param name="numbers">The net's memory.</param>
    /// <param name="part">Which matrix.</param>
    /// <param name="cursor">Where this thread stands in the slab; moved on.</param>
    /// <param name="firstK">First k of the slab.</param>
    public static Fetch Read(ArrayView<float> numbers, SlabPart part, ref SlabCursor cursor, int firstK)
    {
        Fetch result;
        result.x0 = cursor.Read(numbers, part, firstK);
        result.x1 = cursor.Read(numbers, part, firstK);
        result.x2 = cursor.Read(numbers, part, firstK);
        result.x3 = cursor.Read(numbers, part, firstK);
        result.x4 = cursor.Read(numbers, part, firstK);
        result.x5 = cursor.Read(numbers, part, firstK);
        result.x6 = cursor.Read(numbers, part, firstK);
        result.x7 = cursor.Read(numbers, part, firstK);
        result.x8 = cursor.Read(numbers, part, firstK);
        result.x9 = cursor.Read(numbers, part, firstK);
        result.x10 = cursor.Read(numbers, part, firstK);
        result.x11 = cursor.Read(numbers, part, firstK);
        result.x12 = cursor.Read(numbers, part, firstK);
        result.x13 = cursor.Read(numbers, part, firstK);
        result.x14 = cursor.Read(numbers, part, firstK);
        result.x15 = cursor.Read(numbers, part, firstK);
        return result;
    }

    /// <summary>Puts them down, along the same way.</summary>
    /// <param name="shared">Shared memory.</param>
    /// <param name="part">Which matrix.</param>
    /// <param name="cursor">Where this thread stood when it asked; moved on.</param>
    public readonly void Write<TTile>(ArrayView<float> shared, SlabPart part, ref SlabCursor cursor)
        where TTile : unmanaged, ITile<TTile>
    {
        cursor.Write(shared, part, TTile.Round(x0));
        cursor.Write(shared, part, TTile.Round(x1));
        cursor.Write(shared, part, TTile.Round(x2));
        cursor.Write(shared, part, TTile.Round(x3));
        cursor.Write(shared, part, TTile.Round(x4));
        cursor.Write(shared, part, TTile.Round(x5));
        cursor.Write(shared, part, TTile.Round(x6));
        cursor.Write(shared, part, TTile.Round(x7));
        cursor.Write(shared, part, TTile.Round(x8));
        cursor.Write(shared, part, TTile.Round(x9));
        cursor.Write(shared, part, TTile.Round(x10));
        cursor.Write(shared, part, TTile.Round(x11));
        cursor.Write(shared, part, TTile.Round(x12));
        cursor.Write(shared, part, TTile.Round(x13));
        cursor.Write(shared, part, TTile.Round(x14));
        cursor.Write(shared, part, TTile.Round(x15));
    }
}
