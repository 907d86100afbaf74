using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Batch normalization of one column of a tile by one warp: lane l has the rows l, l + 32, ...; its sum goes from the first to the last, then
/// lanes are added pairwise. The order depends on the number of rows only.
/// </summary>
internal static class BatchNormStages
{
    /// <summary>Threads that work on a column together.</summary>
    public const int WarpSize = 1 << WarpShift;

    /// <summary>ILGPU leaves divisions by powers of two as they are.</summary>
    public const int WarpShift = 5;

    /// <summary>As ReferenceDevice.BatchNormTrain.</summary>
    public static void Train(KernelContext context, ArrayView<float> net, ArrayView<float> shared, TileShape tile, int stage, int column)
    {
        var lane = Group.IdxX & (WarpSize - 1);
        var sum = 0f;
        for (var row = lane; row < tile.Rows; row += WarpSize)
        {
            sum += shared[(row * tile.Stride) + column];
        }

        var mean = WarpLanes.Add(sum) / tile.Rows;
        var squares = 0f;
        for (var row = lane; row < tile.Rows; row += WarpSize)
        {
            var centred = shared[(row * tile.Stride) + column] - mean;
            squares += centred * centred;
        }

        var variance = WarpLanes.Add(squares) / tile.Rows;
        var word = context.Stages[stage + 1];
        var inverse = 1 / MathF.Sqrt(variance + context.Number(word));
        var feature = tile.Column + column;
        var weight = context.Stages[stage + 2];
        var scale = weight < 0 ? 1 : net[weight + feature];
        var shift = weight < 0 ? 0 : net[context.Stages[stage + 3] + feature];
        for (var row = lane; row < tile.Rows; row += WarpSize)
        {
            var place = (row * tile.Stride) + column;
            shared[place] = ((shared[place] - mean) * inverse * scale) + shift;
        }

        if (lane == 0)
        {
            var momentum = context.Number(word + 1);
            Move(net, context.Stages[stage + 4] + feature, mean, momentum);
            Move(net, context.Stages[stage + 5] + feature, variance * ((float)tile.Rows / (tile.Rows - 1)), momentum);
            net[context.Stages[stage + 6] + feature] = mean;
            net[context.Stages[stage + 7] + feature] = inverse;
        }
    }

    /// <summary>As ReferenceDevice.BatchNormBackward.</summary>
    public static void Backward(KernelContext context, ArrayView<float> net, ArrayView<float> shared, TileShape tile, int stage, int column)
    {
        var lane = Group.IdxX & (WarpSize - 1);
        var feature = tile.Column + column;
        var input = context.Stages[stage + 2] + (tile.Row * tile.Features) + feature;
        var weight = context.Stages[stage + 3];
        var mean = net[context.Stages[stage + 4] + feature];
        var inverse = net[context.Stages[stage + 5] + feature];
        var sum = 0f;
        var dot = 0f;
        for (var row = lane; row < tile.Rows; row += WarpSize)
        {
            var gradient = shared[(row * tile.Stride) + column];
            sum += gradient;
            dot += gradient * ((net[input + (row * tile.Features)] - mean) * inverse);
        }

        WarpLanes.AddBoth(ref sum, ref dot);
        var scale = weight < 0 ? inverse : inverse * net[weight + feature];
        for (var row = lane; row < tile.Rows; row += WarpSize)
        {
            var place = (row * tile.Stride) + column;
            var normalized = (net[input + (row * tile.Features)] - mean) * inverse;
            shared[place] = scale * (shared[place] - (sum / tile.Rows) - (normalized * (dot / tile.Rows)));
        }

        if (lane == 0 && weight >= 0)
        {
            net[context.Stages[stage + 6] + feature] = dot;
            net[context.Stages[stage + 7] + feature] = sum;
        }
    }

    private static void Move(ArrayView<float> net, int place, float towards, float share) => net[place] += share * (towards - net[place]);
}
