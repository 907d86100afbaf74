using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>The identity of a data set's contents.</summary>
public static class DatasetHash
{
    /// <summary>
    /// SHA-256 (lower-case hex) over, for the training set and then the test set: count, height and width as 32-bit
    /// little-endian numbers, all pixels, all labels. Names play no part, nor does how the files were packed.
    /// </summary>
    /// <param name="train">The training set.</param>
    /// <param name="test">The test set.</param>
    public static string Compute(ImageSet train, ImageSet test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> sizes = stackalloc byte[12];
        foreach (var set in (ReadOnlySpan<ImageSet>)[train, test])
        {
            BinaryPrimitives.WriteInt32LittleEndian(sizes, set.Count);
            BinaryPrimitives.WriteInt32LittleEndian(sizes[4..], set.Height);
            BinaryPrimitives.WriteInt32LittleEndian(sizes[8..], set.Width);
            hash.AppendData(sizes);
            hash.AppendData(set.Pixels);
            hash.AppendData(set.Labels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
