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
    /// <param name="shared">Shared memory.</param>
    /// <param name="place">Where (row g, k = t) is.</param>
    /// <param name="stride">Floats from one k to the next.</param>
    public static TensorLeft Read(ArrayView<float> shared, int place, int stride)
    {
        TensorLeft result;
        result.A0 = Interop.FloatAsInt(shared[place]);
        result.A1 = Interop.FloatAsInt(shared[place + 8]);
        result.A2 = Interop.FloatAsInt(shared[place + (4 * stride)]);
        result.A3 = Interop.FloatAsInt(shared[place + (4 * stride) + 8]);
        return result;
    }
}
