using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;

namespace Temper.Export;

/// <summary>
/// The safetensors format (huggingface/safetensors): 8 bytes header length, a JSON header, the numbers, little-endian.
/// </summary>
/// <remarks>
/// <para>
/// Reading keeps the format's rules. The header is at most 100,000,000 bytes long and no longer than the file, begins with
/// "{", and is followed by spaces at most; names are text and none comes twice; each tensor has dtype, shape and data_offsets,
/// which agree; every byte behind the header belongs to exactly one tensor. Empty tensors and single numbers (shape []) are
/// allowed. Sizes are multiplied without overflow and checked against the file before memory is taken, so a file costs a small
/// multiple of its length, whatever it says. Ours is one limit that the format does not have: 65,536 tensors, and as many
/// strings of metadata.
/// </para>
/// <para>
/// Floats are read from F32, F64 (rounded to the nearest float; a number beyond the largest is refused), F16 and BF16 (exact).
/// I64, I32, I16, I8, U8 and BOOL become tensors with <see cref="NamedTensor.IsInteger"/>; a whole number that a float does not
/// hold exactly is refused, because rounding one could change what it counts or names. Other types (F8, unsigned integers of
/// more than 8 bits...) are refused. Written are F32 and, for whole numbers, I64.
/// </para>
/// </remarks>
public static class SafeTensors
{
    // A multiple of every type's width.
    private const int BufferLength = 8192;

    /// <summary>Floats that are read or written in one go.</summary>
    internal const int MostFloatsAtOnce = 1 << 20;

    /// <summary>Writes tensors and metadata to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What to write, in order.</param>
    /// <param name="metadata">Strings by name.</param>
    /// <exception cref="DataException">The format cannot hold this; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static void Save(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        var header = SafeTensorsWriter.Header(tensors, metadata);
        AtomicFile.Write(path, stream => Write(stream, header, tensors));
    }

    /// <summary>Writes tensors and metadata to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">What to write, in order.</param>
    /// <param name="metadata">Strings by name.</param>
    /// <exception cref="DataException">The format cannot hold this; nothing was written.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        Write(stream, SafeTensorsWriter.Header(tensors, metadata), tensors);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file cannot be read or is not a sound safetensors file.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be read ({error.Message.ReplaceLineEndings(" ")})", error);
        }
    }

    /// <summary>Reads from a seekable stream.</summary>
    /// <param name="stream">The content, from where the stream stands to its end.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <exception cref="DataException">It is not a sound safetensors file.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            var start = stream.CanSeek ? stream.Position : throw new FormatException("it is a pipe or a device, not a file");
            var text = ReadHeader(stream, stream.Length - start);
            var dataStart = start + 8 + text.Length;
            var header = SafeTensorsHeader.Parse(text, stream.Length - dataStart);
            return ([.. header.Entries.Select(entry => ReadValues(stream, entry, dataStart))], header.Metadata);
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            var reason = error is JsonException ? $"its header is not JSON ({error.Message.ReplaceLineEndings(" ")})" : error.Message;
            throw new DataException($"{source}: not a sound safetensors file: {OneLine.Of(reason)}.", error);
        }
    }

    private static void Write(Stream stream, byte[] header, IReadOnlyList<NamedTensor> tensors)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
        {
            SafeTensorsWriter.WriteValues(stream, tensor);
        }
    }

    /// <summary>IR version (field 1, a small number), then producer (field 2), as ONNX files begin.</summary>
    private static bool IsOnnx(ReadOnlySpan<byte> prefix) => prefix[0] == 0x08 && prefix[1] < 0x20 && prefix[2] == 0x12;

    private static byte[] ReadHeader(Stream stream, long fileLength)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (fileLength < prefix.Length)
        {
            throw new FormatException($"a safetensors file begins with 8 bytes of header length, this file has {fileLength} bytes");
        }

        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.LongestText || length > (ulong)(fileLength - prefix.Length))
        {
            throw new FormatException(prefix.StartsWith("PK\u0003\u0004"u8)
                ? "it is a zip archive, as torch.save writes; expected a file of safetensors.torch.save_file"
                : IsOnnx(prefix) ? "it looks like an ONNX file; expected the model.safetensors that such a file is made from"
                : $"its header would be {length} bytes long, the file has {fileLength} and the most is {SafeTensorsHeader.LongestText}");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return text;
    }

    private static NamedTensor ReadValues(Stream stream, SafeTensorsEntry entry, long dataStart)
    {
        stream.Position = dataStart + entry.Offset;
        var values = new float[entry.Length];
        Span<byte> buffer = stackalloc byte[entry.Type.IsNative ? 0 : (int)Math.Min(BufferLength, entry.Bytes)];
        for (var at = 0; at < values.Length;)
        {
            // In parts: a span of bytes holds less than the largest array of floats.
            var most = entry.Type.IsNative ? MostFloatsAtOnce : BufferLength / entry.Type.Width;
            var part = values.AsSpan(at, Math.Min(most, values.Length - at));
            if (entry.Type.IsNative)
            {
                stream.ReadExactly(MemoryMarshal.AsBytes(part));
            }
            else
            {
                Decode(stream, entry, buffer[..(part.Length * entry.Type.Width)], part);
            }

            at += part.Length;
        }

        return new NamedTensor(entry.Name, entry.Shape, values, entry.Type.IsInteger);
    }

    private static void Decode(Stream stream, SafeTensorsEntry entry, Span<byte> bytes, Span<float> values)
    {
        stream.ReadExactly(bytes);
        try
        {
            entry.Type.Decode(bytes, values);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{SafeTensorsHeader.Shown(entry.Name)} of type {entry.Type.Name} has {error.Message}", error);
        }
    }
}
