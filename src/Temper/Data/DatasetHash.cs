using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>The identity of a data set's contents.</summary>
public static class DatasetHash
{
    /// <summary>
    /// SHA-256 (lower-case hex) over, for the training set and then the test set: count, height and width as 32-bit little-endian numbers
    /// (after -1 and the channels, if there is more than one), all inputs, all targets. Inputs are bytes or 32-bit floats; labels are bytes
    /// where all of both sets are below 256, else 32-bit numbers, values 32-bit floats. Names play no part, nor does how files were packed.
    /// </summary>
    /// <param name="train">The training set.</param>
    /// <param name="test">The test set.</param>
    public static string Compute(RowSet train, RowSet test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var fitsBytes = train.Labels.Concat(test.Labels).All(label => label is >= 0 and < 256);
        foreach (var set in (ReadOnlySpan<RowSet>)[train, test])
        {
            if (set.Shape.Channels != 1)
            {
                Append(hash, -1);
                Append(hash, set.Shape.Channels);
            }

            Append(hash, set.Count);
            Append(hash, set.Shape.Height);
            Append(hash, set.Shape.Width);
            hash.AppendData(set.Inputs is ByteRows bytes ? bytes.Values : MemoryMarshal.AsBytes(((FloatRows)set.Inputs).Values.AsSpan()));
            hash.AppendData(fitsBytes ? Array.ConvertAll(set.Labels, label => (byte)label) : MemoryMarshal.AsBytes(set.Labels.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(set.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
