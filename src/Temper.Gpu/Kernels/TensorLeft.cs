using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>A lane's four elements of a 16 x 8 piece of A, as bits.</summary>
internal struct TensorLeft
{
    public uint A0;
    public uint A1;
    public uint A2;
    public uint A3;

    /// <summary>Reads them.</summary>
    /// <param name="shared">The block's floats, with a slab of A, [k][row].</param>
    /// <param name="low">Where (row g, k = t) is.</param>
    /// <param name="high">Where (row g, k = t + 4) is.</param>
    public static TensorLeft Read(ArrayView<float> shared, int low, int high)
    {
        TensorLeft result;
        result.A0 = Interop.FloatAsInt(shared[low]);
        result.A1 = Interop.FloatAsInt(shared[low + 8]);
        result.A2 = Interop.FloatAsInt(shared[high]);
        result.A3 = Interop.FloatAsInt(shared[high + 8]);
        return result;
    }
}
