namespace Temper.Data;

/// <summary>Which of the two IDX layouts a file must have; the value is its number of dimensions.</summary>
public enum IdxKind
{
    /// <summary>IDX1, magic 2049: one byte per image, its class.</summary>
    Labels = 1,

    /// <summary>IDX3, magic 2051: [count, height, width] pixels, a byte each.</summary>
    Images = 3,
}
