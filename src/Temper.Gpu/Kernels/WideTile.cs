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
    private int left;
    private int right;
    private int far;

    public static int Rows => 8;

    public static int Columns => 8;

    public static int Depth => 16;

    /// <summary>Four more keep 16-byte boundaries.</summary>
    public static int Stride(int lines) => lines + 4;

    public static float Round(float value) => value;

    public static void Declare()
    {
    }

    public static WideTile Begin(SlabPart a, SlabPart b, Geometry geometry)
    {
        // Threads beyond the tile do again what others do: no branch, and nothing is read outside.
        WideTile tile = default;
        tile.left = (a.Shared >> 2) + (IntrinsicMath.Min(Group.IdxX / geometry.ColumnGroups, geometry.RowGroups - 1) * 2);
        tile.right = (b.Shared >> 2) + (Group.IdxX % geometry.ColumnGroups);
        tile.far = tile.right + geometry.ColumnGroups;
        return tile;
    }

    public static WideTile MultiplyAdd(WideTile tile, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry, int depth)
    {
        var fours = shared.Cast<Floats4>();
        var aStep = a.SharedStride >> 2;
        var bStep = b.SharedStride >> 2;
        for (var k = 0; k < depth; k++)
        {
            var left = Floats8.Of(fours[tile.left], fours[tile.left + 1]);
            var right = Floats8.Of(fours[tile.right], fours[tile.far]);
            tile.row0 = Floats8.MultiplyAdd(left.X0, right, tile.row0);
            tile.row1 = Floats8.MultiplyAdd(left.X1, right, tile.row1);
            tile.row2 = Floats8.MultiplyAdd(left.X2, right, tile.row2);
            tile.row3 = Floats8.MultiplyAdd(left.X3, right, tile.row3);
            tile.row4 = Floats8.MultiplyAdd(left.X4, right, tile.row4);
            tile.row5 = Floats8.MultiplyAdd(left.X5, right, tile.row5);
            tile.row6 = Floats8.MultiplyAdd(left.X6, right, tile.row6);
            tile.row7 = Floats8.MultiplyAdd(left.X7, right, tile.row7);
            tile.left += aStep;
            tile.right += bStep;
            tile.far += bStep;
        }

        tile.left -= depth * aStep;
        tile.right -= depth * bStep;
        tile.far -= depth * bStep;
        return tile;
    }

    public static void Store(WideTile tile, ArrayView<float> shared, Geometry geometry)
    {
        var row = Group.IdxX / geometry.ColumnGroups;
        if (row < geometry.RowGroups)
        {
            var first = (row * 8 * geometry.Stride) + (Group.IdxX % geometry.ColumnGroups * 4);
            var half = geometry.ColumnGroups * 4;
            tile.row0.Store(shared, first, first + half);
            tile.row1.Store(shared, first + geometry.Stride, first + geometry.Stride + half);
            tile.row2.Store(shared, first + (2 * geometry.Stride), first + (2 * geometry.Stride) + half);
            tile.row3.Store(shared, first + (3 * geometry.Stride), first + (3 * geometry.Stride) + half);
            tile.row4.Store(shared, first + (4 * geometry.Stride), first + (4 * geometry.Stride) + half);
            tile.row5.Store(shared, first + (5 * geometry.Stride), first + (5 * geometry.Stride) + half);
            tile.row6.Store(shared, first + (6 * geometry.Stride), first + (6 * geometry.Stride) + half);
            tile.row7.Store(shared, first + (7 * geometry.Stride), first + (7 * geometry.Stride) + half);
        }
    }
}
