using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Temper.Data;
using Temper.Layers;

namespace Temper.Export;

/// <summary>
/// SHA-256 over all tensors and metadata of a model or checkpoint file, kept in its metadata: one rotten bit, or a weight that somebody
/// changed, is noticed when the file is read. It does not prove who wrote the file: whoever changes it on purpose can make a new digest.
/// </summary>
/// <remarks>
/// Metadata in the order of their keys (the digest itself left out), then tensors in the order of their names: each text with its length
/// before it, of a tensor its type (F32 or I64), its shape and its numbers, little-endian. So a file that another program has written
/// anew with the same content keeps its digest.
/// </remarks>
internal static class ContentDigest
{
    /// <summary>The digest of a content.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Strings by name.</param>
    /// <param name="key">The name of the digest, which is left out.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in metadata.Where(pair => pair.Key != key).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, value);
        }

        foreach (var tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            Add(hash, tensor.Name);
            Add(hash, tensor.IsInteger ? "I64" : "F32");
            Add(hash, tensor.Shape.Count);
            foreach (var size in tensor.Shape)
            {
                Add(hash, size);
            }

            if (tensor.Integers is { } integers)
            {
                foreach (var whole in integers)
                {
                    Add(hash, whole);
                }
            }
            else
            {
                AddValues(hash, tensor.Values);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares a content with its digest.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Strings by name.</param>
    /// <param name="key">The name of the digest.</param>
    /// <param name="source">The file, for errors.</param>
    /// <returns>Whether there is a digest; a file of an earlier version has none.</returns>
    /// <exception cref="DataException">The content is not what the digest was made of.</exception>
    public static bool Check(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, string key, string source)
    {
        if (!metadata.TryGetValue(key, out var digest))
        {
            return false;
        }

        var computed = Of(tensors, metadata, key);
        return digest == computed ? true : throw new DataException(
            $"{source}: is not as it was written: SHA-256 over its content is {computed[..12]}..., "
            + $"expected {OneLine.Of(digest.Length > 12 ? digest[..12] : digest)}...; restore a copy or make it again (whoever changed it on "
            + $"purpose removes \"{key}\" from its metadata).");
    }

    private static void AddValues(IncrementalHash hash, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // In parts: a span of bytes holds less than the largest array of floats.
            for (var rest = values.AsSpan(); !rest.IsEmpty; rest = rest[Math.Min(SafeTensors.MostFloatsAtOnce, rest.Length)..])
            {
                hash.AppendData(MemoryMarshal.AsBytes(rest[..Math.Min(SafeTensors.MostFloatsAtOnce, rest.Length)]));
            }

            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
