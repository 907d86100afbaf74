using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Sums over the lanes of a warp, pairwise: lane l adds lane l ^ 16, then l ^ 8 and so on to l ^ 1, so that all lanes end with the same sum.
/// </summary>
internal static class WarpLanes
{
    public static float Add(float value)
    {
        for (var distance = BatchNormStages.WarpSize / 2; distance > 0; distance >>= 1)
        {
            value += Warp.ShuffleXor(value, distance);
        }

        return value;
    }

    public static double Add(double value)
    {
        for (var distance = BatchNormStages.WarpSize / 2; distance > 0; distance >>= 1)
        {
            value += Warp.ShuffleXor(value, distance);
        }

        return value;
    }

    /// <summary>
    /// Two sums at once. The numbers travel as one of 64 bits: on a GPU that is the two shuffles it would be anyway, and a simulated warp,
    /// whose threads wait for each other several times a shuffle, waits half as often.
    /// </summary>
    public static void AddBoth(ref float first, ref float second)
    {
        for (var distance = BatchNormStages.WarpSize / 2; distance > 0; distance >>= 1)
        {
            var (otherFirst, otherSecond) = Parted(Warp.ShuffleXor(Joined(first, second), distance));
            first += otherFirst;
            second += otherSecond;
        }
    }

    /// <summary>A float in the lower 32 bits and a float in the upper ones.</summary>
    public static ulong Joined(float lower, float upper) => ((ulong)Interop.FloatAsInt(upper) << 32) | Interop.FloatAsInt(lower);

    public static (float Lower, float Upper) Parted(ulong both) => (Interop.IntAsFloat((uint)both), Interop.IntAsFloat((uint)(both >> 32)));
}
