namespace Temper.Gpu.Kernels;

/// <summary>Where a lane reads slabs for tensor cores, moved on from eight k to the next.</summary>
internal struct TensorPlaces
{
    /// <summary>(g, t) of A.</summary>
    public int Left;

    /// <summary>(g, t + 4) of A.</summary>
    public int LeftHigh;

    /// <summary>(t, g) of B.</summary>
    public int Right;

    /// <summary>(t + 4, g) of B.</summary>
    public int RightHigh;

    /// <summary>So many k further, or back.</summary>
    public void Move(SlabPart a, SlabPart b, int steps)
    {
        Left += steps * a.SharedStride;
        LeftHigh += steps * a.SharedStride;
        Right += steps * b.SharedStride;
        RightHigh += steps * b.SharedStride;
    }
}
