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
    private int left;
    private int right;

    public static int Rows => 4;

    public static int Columns => 2;

    public static int Depth => 64;

    /// <summary>Four more keep 16-byte boundaries.</summary>
    public static int Stride(int lines) => lines + 4;

    public static float Round(float value) => value;

    public static void Declare()
    {
    }

    public static NarrowTile Begin(SlabPart a, SlabPart b, Geometry geometry)
    {
        // Threads beyond the tile do again what others do: no branch, and nothing is read outside.
        NarrowTile tile = default;
        tile.left = (a.Shared >> 2) + IntrinsicMath.Min(Group.IdxX / geometry.ColumnGroups, geometry.RowGroups - 1);
        tile.right = (b.Shared >> 1) + (Group.IdxX % geometry.ColumnGroups);
        return tile;
    }

    public static NarrowTile MultiplyAdd(NarrowTile tile, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry, int depth)
    {
        var fours = shared.Cast<Floats4>();
        var twos = shared.Cast<Floats2>();
        var aStep = a.SharedStride >> 2;
        var bStep = b.SharedStride >> 1;
        for (var k = 0; k < depth; k++)
        {
            var left = fours[tile.left];
            var right = twos[tile.right];
            tile.row0 = Floats2.MultiplyAdd(left.X0, right, tile.row0);
            tile.row1 = Floats2.MultiplyAdd(left.X1, right, tile.row1);
            tile.row2 = Floats2.MultiplyAdd(left.X2, right, tile.row2);
            tile.row3 = Floats2.MultiplyAdd(left.X3, right, tile.row3);
            tile.left += aStep;
            tile.right += bStep;
        }

        tile.left -= depth * aStep;
        tile.right -= depth * bStep;
        return tile;
    }

    public static void Store(NarrowTile tile, ArrayView<float> shared, Geometry geometry)
    {
        var row = Group.IdxX / geometry.ColumnGroups;
        if (row < geometry.RowGroups)
        {
            var first = (row * 4 * geometry.Stride) + (Group.IdxX % geometry.ColumnGroups * 2);
            tile.row0.Store(shared, first);
            tile.row1.Store(shared, first + geometry.Stride);
            tile.row2.Store(shared, first + (2 * geometry.Stride));
            tile.row3.Store(shared, first + (3 * geometry.Stride));
        }
    }
}
