using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>A thread's share of the next slab of A and B, in registers: 16 numbers of each in the wide tile, 64 and 16 in the narrow one, 32 and 16 in
/// the tensor cores'.</summary>
internal struct Slab<TTile>
    where TTile : unmanaged, ITile<TTile>
{
    private Fetch a0;
    private Fetch a1;
    private Fetch a2;
    private Fetch a3;
    private Fetch b0;

    public static Slab<TTile> Read(ArrayView<float> numbers, SlabPart a, SlabPart b, SlabCursor aCursor, SlabCursor bCursor, int firstK)
    {
        var result = default(Slab<TTile>);
        result.a0 = Fetch.Read(numbers, a, ref aCursor, firstK);
        if (TTile.Depth > 16)
        {
            result.a1 = Fetch.Read(numbers, a, ref aCursor, firstK);
        }

        if (TTile.Depth > 32)
        {
            result.a2 = Fetch.Read(numbers, a, ref aCursor, firstK);
            result.a3 = Fetch.Read(numbers, a, ref aCursor, firstK);
        }

        result.b0 = Fetch.Read(numbers, b, ref bCursor, firstK);
        return result;
    }

    public readonly void Write(ArrayView<float> shared, SlabPart a, SlabPart b, SlabCursor aCursor, SlabCursor bCursor)
    {
        a0.Write<TTile>(shared, a, ref aCursor);
        if (TTile.Depth > 16)
        {
            a1.Write<TTile>(shared, a, ref aCursor);
        }

        if (TTile.Depth > 32)
        {
            a2.Write<TTile>(shared, a, ref aCursor);
            a3.Write<TTile>(shared, a, ref aCursor);
        }

        b0.Write<TTile>(shared, b, ref bCursor);
    }
}
