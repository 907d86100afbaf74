namespace Temper.Data;

/// <summary>The contents of an IDX file of unsigned bytes.</summary>
public sealed class IdxArray
{
    private readonly string contentSha256;

    internal IdxArray(int[] dimensions, byte[] values, string contentSha256)
    {
        Dimensions = dimensions;
        Values = values;
        this.contentSha256 = contentSha256;
    }

    /// <summary>The sizes: [count] of labels, [count, height, width] of images.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The elements, row-major; as many as the product of <see cref="Dimensions"/>.</summary>
    public byte[] Values { get; }

    /// <summary>
    /// SHA-256 (lower-case hex) of the file as it was read, unpacked. The header follows from the sizes, so a gzipped
    /// and a plain file of the same array give the same value.
    /// </summary>
    public string ContentSha256() => contentSha256;
}
