using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Sum of squares in 64 bits and in a fixed order: part p of 64 takes 32 elements of every 2048, lane by lane; lanes are added pairwise, then the
/// parts in order. A double is kept as the bits of two floats.
/// </summary>
internal static class SquaresKernels
{
    /// <summary>Blocks of the first kernel, of one warp each.</summary>
    public const int Parts = 64;

    /// <summary>Floats that the parts, the sum and the factor of a clipped gradient need.</summary>
    public const int Scratch = (2 * Parts) + 3;

    /// <summary>Grid: parts, nets.</summary>
    public static void Add(KernelContext context, int start, int length, int scratch)
    {
        var net = context.Net;
        if (Grid.IdxX * BatchNormStages.WarpSize >= length)
        {
            // A part of nothing.
            if (Group.IdxX == 0)
            {
                Put(net, scratch + (2 * Grid.IdxX), 0);
            }

            return;
        }

        var sum = 0.0;
        for (var i = (Grid.IdxX * BatchNormStages.WarpSize) + Group.IdxX; i < length; i += Parts * BatchNormStages.WarpSize)
        {
            double value = net[start + i];
            sum += value * value;
        }

        sum = WarpLanes.Add(sum);
        if (Group.IdxX == 0)
        {
            Put(net, scratch + (2 * Grid.IdxX), sum);
        }
    }

    /// <summary>Grid: 1, nets. The sum of the parts, and min(1, limit / (sqrt(sum) + 1e-6)) where a word holds a limit.</summary>
    public static void Finish(KernelContext context, int scratch, int word)
    {
        var net = context.Net;
        if (Group.IdxX != 0)
        {
            return;
        }

        var sum = 0.0;
        for (var part = 0; part < Parts; part++)
        {
            sum += Get(net, scratch + (2 * part));
        }

        Put(net, scratch + (2 * Parts), sum);
        if (word >= 0)
        {
            var factor = context.Number(word) / (Math.Sqrt(sum) + 1e-6);
            net[scratch + (2 * Parts) + 2] = factor < 1 ? (float)factor : 1;
        }
    }

    private static void Put(ArrayView<float> net, int place, double value) =>
        (net[place], net[place + 1]) = WarpLanes.Parted(Interop.FloatAsInt(value));

    private static double Get(ArrayView<float> net, int place) => Interop.IntAsFloat(WarpLanes.Joined(net[place], net[place + 1]));
}
