using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Eight by eight elements a thread, 64 multiply-adds for 16 numbers from shared memory: for many nets, where there are blocks enough.
/// Threads of a warp lie side by side first, so that a warp reads few different numbers of A and B. A thread has four columns in the
/// left half of the block's tile and four in the right one: then the 16-byte reads of a warp fall into different banks.
/// </summary>
internal struct WideTile : ITile<WideTile>
{
    private Floats8 row0;
    private Floats8 row1;
    private Floats8 row2;
    private Floats8 row3;
    private Floats8 row4;
    private Floats8 row5;
    private Floats8 row6;
    private Floats8 row7;

    public static int Rows => 8;

    public static int Columns => 8;

    public static int Depth => 16;

    /// <summary>Four more keep 16-byte boundaries.</summary>
    public static int Stride(int lines) => lines + 4;

    public static float Round(float value) => value;

    public static void Declare()
    {
    }

    public static WideTile Begin() => default;

    public static WideTile MultiplyAdd(
        WideTile sums, ArrayView<float> shared, int a, int aStride, int b, int bStride, Geometry geometry, int depth)
    {
        // Threads beyond the tile do again what others do: no branch, and nothing is read outside.
        var row = a + (IntrinsicMath.Min(Group.IdxX / geometry.ColumnGroups, geometry.RowGroups - 1) * 8);
        var column = b + (Group.IdxX % geometry.ColumnGroups * 4);
        var half = geometry.ColumnGroups * 4;
        for (var k = 0; k < depth; k++)
        {
            var left = Floats8.Load(shared, row + (k * aStride), row + (k * aStride) + 4);
            var right = Floats8.Load(shared, column + (k * bStride), column + (k * bStride) + half);
            sums.row0 = Floats8.MultiplyAdd(left.X0, right, sums.row0);
            sums.row1 = Floats8.MultiplyAdd(left.X1, right, sums.row1);
            sums.row2 = Floats8.MultiplyAdd(left.X2, right, sums.row2);
            sums.row3 = Floats8.MultiplyAdd(left.X3, right, sums.row3);
            sums.row4 = Floats8.MultiplyAdd(left.X4, right, sums.row4);
            sums.row5 = Floats8.MultiplyAdd(left.X5, right, sums.row5);
            sums.row6 = Floats8.MultiplyAdd(left.X6, right, sums.row6);
            sums.row7 = Floats8.MultiplyAdd(left.X7, right, sums.row7);
        }

        return sums;
    }

    public static void Store(WideTile sums, ArrayView<float> shared, Geometry geometry)
    {
        var row = Group.IdxX / geometry.ColumnGroups;
        if (row < geometry.RowGroups)
        {
            var first = (row * 8 * geometry.Stride) + (Group.IdxX % geometry.ColumnGroups * 4);
            var half = geometry.ColumnGroups * 4;
            sums.row0.Store(shared, first, first + half);
            sums.row1.Store(shared, first + geometry.Stride, first + geometry.Stride + half);
            sums.row2.Store(shared, first + (2 * geometry.Stride), first + (2 * geometry.Stride) + half);
            sums.row3.Store(shared, first + (3 * geometry.Stride), first + (3 * geometry.Stride) + half);
            sums.row4.Store(shared, first + (4 * geometry.Stride), first + (4 * geometry.Stride) + half);
            sums.row5.Store(shared, first + (5 * geometry.Stride), first + (5 * geometry.Stride) + half);
            sums.row6.Store(shared, first + (6 * geometry.Stride), first + (6 * geometry.Stride) + half);
            sums.row7.Store(shared, first + (7 * geometry.Stride), first + (7 * geometry.Stride) + half);
        }
    }
}
