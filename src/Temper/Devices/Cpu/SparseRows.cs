namespace Temper.Devices.Cpu;

/// <summary>Up to four pairs of rows of A, and where they are not zero, for a block of the depth.</summary>
internal unsafe struct SparseRows
{
    /// <summary>Bits of a word of a mask.</summary>
    public const int WordBits = 64;

    /// <summary>A[row, k] = A[row * RowStride + k * DepthStride].</summary>
    public float* A;
    public nint RowStride;
    public nint DepthStride;

    /// <summary>Masks[word * MaskStride + pair], bit k of the word: whether a row of the pair has a number at that k.</summary>
    public ulong* Masks;
    public nint MaskStride;
    public int Words;
    public int Pairs;
}
