namespace Temper.Gpu;

/// <summary>How matrix products, and the sums of bias gradients, are computed; everything else is 32-bit in any case.</summary>
public enum GpuPrecision
{
    /// <summary>32-bit multiply-adds.</summary>
    Fp32,

    /// <summary>
    /// Tensor cores: factors rounded to 10 bits of mantissa, sums in 32 bits. Needs compute capability 8.0.
    /// </summary>
    Tf32,
}
