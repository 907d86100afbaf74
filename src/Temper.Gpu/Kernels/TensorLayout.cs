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

    private static int T => Group.IdxX % 4;

    private static int G => Group.IdxX % WarpSize / 4;

    /// <summary>8 more than a multiple of 32: the lanes' (k = t, line = g) lie in 32 different banks.</summary>
    public static int Stride(int lines) => ((lines + 31) / 32 * 32) + 8;

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
    public static bool HasPart(Geometry geometry) => Group.IdxX / WarpSize < geometry.RowGroups;

    /// <summary>Where this lane's (g, t) of A is.</summary>
    public static int Left(int a, int aStride) => a + (Group.IdxX / WarpSize * Rows) + G + (T * aStride);

    /// <summary>Where this lane's (t, g) of B is.</summary>
    public static int Right(int b, int bStride) => b + G + (T * bStride);

    /// <summary>Where this lane's (g, 2 t) of C is.</summary>
    public static int First(Geometry geometry) => (((Group.IdxX / WarpSize * Rows) + G) * geometry.Stride) + (2 * T);

    /// <summary>Puts this lane's four elements of a 16 x 8 piece of C down.</summary>
    public static void Store(ArrayView<float> shared, int place, int stride, float c0, float c1, float c2, float c3)
    {
        shared[place] = c0;
        shared[place + 1] = c1;
        shared[place + (8 * stride)] = c2;
        shared[place + (8 * stride) + 1] = c3;
    }
}
