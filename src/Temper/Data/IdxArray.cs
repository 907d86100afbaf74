using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>The contents of an IDX file of unsigned bytes.</summary>
public sealed class IdxArray
{
    internal IdxArray(int[] dimensions, byte[] values)
    {
        Dimensions = dimensions;
        Values = values;
    }

    /// <summary>The sizes: [count] of labels, [count, height, width] of images.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The elements, row-major; as many as the product of <see cref="Dimensions"/>.</summary>
    public byte[] Values { get; }

    /// <summary>
    /// SHA-256 (lower-case hex) of the file as it is when unpacked. The header follows from the sizes, so a gzipped
    /// and a plain file of the same array give the same value.
    /// </summary>
    public string ContentSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdxFile.Header(Dimensions));
        hash.AppendData(Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
