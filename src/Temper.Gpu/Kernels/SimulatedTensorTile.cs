using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// What <see cref="TensorTile"/> does, where there is no assembly: from the same lanes' registers, with shuffles, so that it tests where each
/// element is put. Slow, and on a real GPU never run.
/// </summary>
internal struct SimulatedTensorTile : ITile<SimulatedTensorTile>
{
    private Floats8 eight0;
    private Floats8 eight1;
    private Floats8 eight2;
    private Floats8 eight3;
    private Floats8 eight4;
    private Floats8 eight5;
    private Floats8 eight6;
    private Floats8 eight7;
    private TensorPlaces places;

    public static int Rows => TensorLayout.Rows;

    public static int Columns => TensorLayout.Columns;

    public static int Depth => TensorLayout.Depth;

    public static int Stride(int lines) => TensorLayout.Stride(lines);

    public static float Round(float value) => TensorLayout.Round(value);

    public static void Declare()
    {
    }

    public static SimulatedTensorTile Begin(SlabPart a, SlabPart b, Geometry geometry)
    {
        SimulatedTensorTile tile = default;
        tile.places = TensorLayout.Places(a, b);
        return tile;
    }

    public static SimulatedTensorTile MultiplyAdd(
        SimulatedTensorTile tile, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry, int depth)
    {
        if (TensorLayout.HasPart(geometry))
        {
            for (var k = 0; k < depth; k += TensorLayout.Together)
            {
                var upper = TensorLeft.Read(shared, tile.places.Left, tile.places.LeftHigh);
                var lower = TensorLeft.Read(shared, tile.places.Left + 16, tile.places.LeftHigh + 16);
                tile = MultiplyAdd(tile, shared, tile.places.Right, tile.places.RightHigh, upper, lower, geometry.ColumnGroups);
                tile.places.Move(a, b, TensorLayout.Together);
            }

            tile.places.Move(a, b, -TensorLayout.Whole(depth));
        }

        return tile;
    }

    public static void Store(SimulatedTensorTile tile, ArrayView<float> shared, Geometry geometry)
    {
        for (var eight = 0; eight < geometry.ColumnGroups && TensorLayout.HasPart(geometry); eight++)
        {
            var c = tile.Eight(eight);
            var place = TensorLayout.First(geometry) + (TensorLayout.Columns * eight);
            TensorLayout.Store(shared, place, geometry.Stride, c.X0, c.X1, c.X2, c.X3);
            TensorLayout.Store(shared, place + (16 * geometry.Stride), geometry.Stride, c.X4, c.X5, c.X6, c.X7);
        }
    }

    private static SimulatedTensorTile MultiplyAdd(
        SimulatedTensorTile sums, ArrayView<float> shared, int low, int high, TensorLeft upper, TensorLeft lower, int eights)
    {
        sums.eight0 = Multiply(sums.eight0, shared[low], shared[high], upper, lower);
        if (eights > 1)
        {
            sums.eight1 = Multiply(sums.eight1, shared[low + 8], shared[high + 8], upper, lower);
        }

        if (eights > 2)
        {
            sums.eight2 = Multiply(sums.eight2, shared[low + 16], shared[high + 16], upper, lower);
        }

        if (eights > 3)
        {
            sums.eight3 = Multiply(sums.eight3, shared[low + 24], shared[high + 24], upper, lower);
        }

        if (eights > 4)
        {
            sums.eight4 = Multiply(sums.eight4, shared[low + 32], shared[high + 32], upper, lower);
        }

        if (eights > 5)
        {
            sums.eight5 = Multiply(sums.eight5, shared[low + 40], shared[high + 40], upper, lower);
        }

        if (eights > 6)
        {
            sums.eight6 = Multiply(sums.eight6, shared[low + 48], shared[high + 48], upper, lower);
        }

        if (eights > 7)
        {
            sums.eight7 = Multiply(sums.eight7, shared[low + 56], shared[high + 56], upper, lower);
        }

        return sums;
    }

    private readonly Floats8 Eight(int number)
    {
        var eight = eight0;
        eight = number == 1 ? eight1 : eight;
        eight = number == 2 ? eight2 : eight;
        eight = number == 3 ? eight3 : eight;
        eight = number == 4 ? eight4 : eight;
        eight = number == 5 ? eight5 : eight;
        eight = number == 6 ? eight6 : eight;
        eight = number == 7 ? eight7 : eight;
        return eight;
    }

    private static Floats8 Multiply(Floats8 c, float b0, float b1, TensorLeft upper, TensorLeft lower)
    {
        for (var k = 0; k < 8; k++)
        {
            // Element (row, k) of A is in lane 4 row + k % 4, in its register for k below 4 or from 4 on; (k, column) of B in lane 4 column + k % 4.
            var g = Warp.LaneIdx / 4;
            var t = Warp.LaneIdx % 4;
            var leftLane = (4 * g) + (k % 4);
            var (a0, a1) = Left(upper, k, leftLane);
            var (a2, a3) = Left(lower, k, leftLane);
            var right0 = Warp.Shuffle(k < 4 ? b0 : b1, (8 * t) + (k % 4));
            var right1 = Warp.Shuffle(k < 4 ? b0 : b1, (8 * t) + 4 + (k % 4));
            c.X0 += a0 * right0;
            c.X1 += a0 * right1;
            c.X2 += a1 * right0;
            c.X3 += a1 * right1;
            c.X4 += a2 * right0;
            c.X5 += a2 * right1;
            c.X6 += a3 * right0;
            c.X7 += a3 * right1;
        }

        return c;
    }

    private static (float Upper, float Lower) Left(TensorLeft left, int k, int lane) =>
        WarpLanes.Parted(Warp.Shuffle(k < 4 ? ((ulong)left.A1 << 32) | left.A0 : ((ulong)left.A3 << 32) | left.A2, lane));
}
