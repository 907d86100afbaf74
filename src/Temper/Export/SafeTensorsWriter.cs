using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;

namespace Temper.Export;

/// <summary>Writes safetensors: the header first, and no header for what could not be read back.</summary>
internal static class SafeTensorsWriter
{
    /// <summary>The header, after everything has been checked.</summary>
    /// <exception cref="DataException">The format cannot hold this.</exception>
    public static byte[] Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Check(tensors, metadata);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafeTensorsHeader.MetadataName);
            foreach (var (key, value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in tensors)
            {
                offset = WriteEntry(json, tensor, offset);
            }

            json.WriteEndObject();
        }

        // Padded with spaces so that the numbers begin at a multiple of 8, as the format recommends.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        CheckLength(buffer.Length);
        return buffer.ToArray();
    }

    /// <summary>Writes the numbers of a tensor that <see cref="Header"/> has checked.</summary>
    public static void WriteValues(Stream stream, NamedTensor tensor)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (tensor.Integers is { } integers)
        {
            foreach (var whole in integers)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, whole);
                stream.Write(bytes);
            }

            return;
        }

        if (BitConverter.IsLittleEndian)
        {
            // In parts: a span of bytes holds less than the largest array of floats.
            for (var at = 0; at < tensor.Values.Length; at += SafeTensors.MostFloatsAtOnce)
            {
                stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan(at, Math.Min(SafeTensors.MostFloatsAtOnce, tensor.Values.Length - at))));
            }

            return;
        }

        foreach (var value in tensor.Values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes[..4]);
        }
    }

    private static long WriteEntry(Utf8JsonWriter json, NamedTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.IsInteger ? "I64" : "F32");
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        offset += (long)tensor.Length * (tensor.IsInteger ? 8 : 4);
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
        return offset;
    }

    private static void Check(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        if (tensors.Count > SafeTensorsHeader.MostEntries || metadata.Count > SafeTensorsHeader.MostEntries)
        {
            throw Bad($"{tensors.Count} tensors and {metadata.Count} strings of metadata, the most is {SafeTensorsHeader.MostEntries} of each");
        }

        // Every character takes a byte at least: what is far too long is not written to memory first.
        CheckLength(tensors.Sum(tensor => (long)tensor.Name.Length) + metadata.Sum(pair => (long)pair.Key.Length + pair.Value.Length));
        var names = new HashSet<string>();
        foreach (var tensor in tensors)
        {
            var shown = SafeTensorsHeader.Shown(tensor.Name);
            if (!IsText(tensor.Name) || tensor.Name == SafeTensorsHeader.MetadataName || !names.Add(tensor.Name))
            {
                throw Bad(
                    $"a tensor cannot be called {shown}: names are valid text, different from each other and from {SafeTensorsHeader.MetadataName}");
            }

            if (tensor.Shape.Any(size => size < 0) || !IsLength(tensor.Shape, tensor.Length))
            {
                throw Bad($"{shown} has {tensor.Length} numbers for the shape [{string.Join(", ", tensor.Shape)}]");
            }
        }

        foreach (var (key, value) in metadata)
        {
            if (!IsText(key) || !IsText(value))
            {
                throw Bad($"its metadata {SafeTensorsHeader.Shown(key)} are not valid text");
            }
        }
    }

    private static void CheckLength(long bytes)
    {
        if (bytes > SafeTensorsHeader.LongestText)
        {
            throw Bad($"its header would be at least {bytes} bytes long, the most is {SafeTensorsHeader.LongestText}");
        }
    }

    private static bool IsLength(IReadOnlyList<int> shape, int length)
    {
        // As the reader multiplies: a product that overflows on its way to 0 is no length either.
        var product = 1UL;
        foreach (var size in shape)
        {
            if (Math.BigMul(product, (ulong)size, out product) != 0)
            {
                return false;
            }
        }

        return product == (ulong)length;
    }

    /// <summary>No half of a surrogate pair without the other.</summary>
    private static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    private static DataException Bad(string reason) => new($"A safetensors file cannot hold this: {OneLine.Of(reason)}; nothing was written.");
}
