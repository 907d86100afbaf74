namespace Temper.Devices.Cpu.Products;

/// <summary>Scratch memory of one product's <see cref="SparseProduct{TLane}"/>, a share for each thread.</summary>
internal unsafe struct SparseScratch
{
    /// <summary>Of one group of rows (a transposed product: of all); null where zeros are not looked for.</summary>
    public uint* Masks;
    public nint MasksOfPart;

    /// <summary>A block of B, or all of it.</summary>
    public float* B;
    public nint BOfPart;

    /// <summary>A row of zeros, for all threads.</summary>
    public float* Zeros;

    /// <summary>Up to <see cref="Parts.Group"/> rows of a panel of C, and a stripe besides.</summary>
    public float* C;
    public nint COfPart;
}
