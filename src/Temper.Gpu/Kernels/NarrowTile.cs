using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Four by two elements a thread: many small blocks, for one net or a few, which would leave most multiprocessors idle otherwise. Deep
/// slabs, because with one block on a multiprocessor nothing else hides the way to memory.
/// </summary>
internal struct NarrowTile : ITile<NarrowTile>
{
    private Floats2 row0;
    private Floats2 row1;
    private Floats2 row2;
    private Floats2 row3;

    public static int Rows => 4;

    public static int Columns => 2;

    public static int Depth => 64;

    /// <summary>Four more keep 16-byte boundaries.</summary>
    public static int Stride(int lines) => lines + 4;

    public static float Round(float value) => value;

    public static void Declare()
    {
    }

    public static NarrowTile Begin() => default;

    public static NarrowTile MultiplyAdd(
        NarrowTile sums, ArrayView<float> shared, int a, int aStride, int b, int bStride, Geometry geometry, int depth)
    {
        var fours = shared.Cast<Floats4>();
        // Threads beyond the tile do again what others do: no branch, and nothing is read outside.
        var row = a + (IntrinsicMath.Min(Group.IdxX / geometry.ColumnGroups, geometry.RowGroups - 1) * 4);
        var column = b + (Group.IdxX % geometry.ColumnGroups * 2);
        for (var k = 0; k < depth; k++)
        {
            var left = fours[(row + (k * aStride)) >> 2];
            var right = Floats2.Load(shared, column + (k * bStride));
            sums.row0 = Floats2.MultiplyAdd(left.X0, right, sums.row0);
            sums.row1 = Floats2.MultiplyAdd(left.X1, right, sums.row1);
            sums.row2 = Floats2.MultiplyAdd(left.X2, right, sums.row2);
            sums.row3 = Floats2.MultiplyAdd(left.X3, right, sums.row3);
        }

        return sums;
    }

    public static void Store(NarrowTile sums, ArrayView<float> shared, Geometry geometry)
    {
        var row = Group.IdxX / geometry.ColumnGroups;
        if (row < geometry.RowGroups)
        {
            var first = (row * 4 * geometry.Stride) + (Group.IdxX % geometry.ColumnGroups * 2);
            sums.row0.Store(shared, first);
            sums.row1.Store(shared, first + geometry.Stride);
            sums.row2.Store(shared, first + (2 * geometry.Stride));
            sums.row3.Store(shared, first + (3 * geometry.Stride));
        }
    }
}
