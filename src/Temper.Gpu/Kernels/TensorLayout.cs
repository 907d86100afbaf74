using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Where a warp's part of a product on tensor cores lies: 32 rows by up to eight times 8 columns. geometry.RowGroups counts warps,
/// geometry.ColumnGroups the eights.
/// </summary>
/// <remarks>
/// Lane l holds, with g = l / 4 and t = l % 4 (PTX ISA, "Matrix fragments for mma.m16n8k8", .tf32): of A the elements (g, t), (g + 8, t),
/// (g, t + 4), (g + 8, t + 4) as [row, k]; of B (t, g), (t + 4, g) as [k, column]; of C (g, 2 t), (g, 2 t + 1), (g + 8, 2 t),
/// (g + 8, 2 t + 1).
/// </remarks>
internal static class TensorLayout
{
    public const int Rows = 32;

    public const int Columns = 8;

    /// <summary>Steps of k in shared memory at a time.</summary>
    public const int Depth = 32;

    /// <summary>Steps of k of one instruction.</summary>
    public const int Together = 8;

    private const int WarpSize = 32;

    // Shifts and masks: ILGPU leaves divisions by powers of two as they are.
    private static int T => Group.IdxX & 3;

    private static int G => (Group.IdxX & (WarpSize - 1)) >> 2;

    private static int WarpInBlock => Group.IdxX >> 5;

    /// <summary>A slab's steps of k in whole instructions; the numbers beyond its depth are 0.</summary>
    public static int Whole(int depth) => (depth + Together - 1) & -Together;

    /// <summary>8 more than a multiple of 32: the lanes' (k = t, line = g) lie in 32 different banks.</summary>
    public static int Stride(int lines) => ((lines + 31) & ~31) + 8;

    /// <summary>
    /// To nearest with 10 bits of mantissa, ties away from 0 (cvt.rna.tf32.f32). Infinity and NaN stay: the bits of NVIDIA's NaN are all ones, and
    /// would become -0.
    /// </summary>
    public static float Round(float value)
    {
        const uint exponent = 0x7F800000u;
        var bits = Interop.FloatAsInt(value);
        return (bits & exponent) == exponent ? value : Interop.IntAsFloat((bits + 0x1000u) & 0xFFFFE000u);
    }

    /// <summary>Whether this thread's warp has a part of the tile. Whole warps stay or go: the instruction needs all lanes.</summary>
    public static bool HasPart(Geometry geometry) => WarpInBlock < geometry.RowGroups;

    /// <summary>Where this lane's (g, 2 t) of C is.</summary>
    public static int First(Geometry geometry) => (((WarpInBlock * Rows) + G) * geometry.Stride) + (2 * T);

    /// <summary>Where this lane reads slabs.</summary>
    /// <param name="a">A; its slab is [k][row].</param>
    /// <param name="b">B; its slab is [k][column].</param>
    public static TensorPlaces Places(SlabPart a, SlabPart b)
    {
        TensorPlaces places;
        places.Left = a.Shared + (WarpInBlock * Rows) + G + (T * a.SharedStride);
        places.LeftHigh = places.Left + (4 * a.SharedStride);
        places.Right = b.Shared + G + (T * b.SharedStride);
        places.RightHigh = places.Right + (4 * b.SharedStride);
        return places;
    }

    /// <summary>Puts this lane's four elements of a 16 x 8 piece of C down.</summary>
    public static void Store(ArrayView<float> shared, int place, int stride, float c0, float c1, float c2, float c3)
    {
        shared[place] = c0;
        shared[place + 1] = c1;
        shared[place + (8 * stride)] = c2;
        shared[place + (8 * stride) + 1] = c3;
    }
}
