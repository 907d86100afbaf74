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
/// I64, I32, I16, I8, U64, U32, U16, U8 and BOOL become tensors of <see cref="NamedTensor.Integers"/>, exactly; an integer above
/// 2^63 - 1 is refused. The format's other types (F8, F4, C64...) are refused as sound, but not read here. Written are F32 and, for
/// integers, I64.
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
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">The file cannot be read or is not a sound safetensors file.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(
        string path, CancellationToken cancellationToken = default)
    {
        using var stream = InputFile.Open(path, "a safetensors file", cancellationToken);
        return Read(stream, path);
    }

    /// <summary>Reads from a stream.</summary>
    /// <param name="stream">The content, from where the stream stands to its end. Of one that cannot seek, data of up to 2 GB are read.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <exception cref="DataException">It is not a sound safetensors file.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            var text = ReadHeader(stream, stream.CanSeek ? stream.Length - stream.Position : null);
            var header = SafeTensorsHeader.Parse(text);
            using var copy = stream.CanSeek ? null : new MemoryStream(InMemory(stream, header.DataLength), writable: false);
            var data = copy ?? stream;
            var dataStart = data.Position;
            header.CheckData(data.Length - dataStart);
            var unread = header.Entries.FirstOrDefault(entry => !entry.Type.IsRead);
            return unread is null
                ? ([.. header.Entries.Select(entry => ReadValues(data, entry, dataStart))], header.Metadata)
                : throw new UnreadTensorException(
                    $"{SafeTensorsHeader.Shown(unread.Name)} is of type {unread.Type.Name}, which is not read here; "
                    + $"save it as one of {TensorType.Names}");
        }
        catch (UnreadTensorException error)
        {
            throw new DataException($"{source}: a sound safetensors file, but {OneLine.Of(error.Message)}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var reason = error is EndOfStreamException ? "it became shorter while it was read" : OneLine.OfFileError(error);
            throw new DataException($"{source}: cannot be read ({reason}); check the file and the disk.", error);
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

    /// <param name="stream">The content.</param>
    /// <param name="fileLength">Its length; null where nobody knows it yet.</param>
    private static byte[] ReadHeader(Stream stream, long? fileLength)
    {
        var prefix = InputFile.ReadAtMost(stream, 8);
        if (prefix.Length < 8)
        {
            throw new FormatException($"a safetensors file begins with 8 bytes of header length, this file has {prefix.Length} bytes");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.LongestText || length > (ulong)((fileLength ?? long.MaxValue) - prefix.Length))
        {
            throw TooLong(fileLength is { } known ? $"{known}" : "not been read to its end");
        }

        var text = InputFile.ReadAtMost(stream, (long)length);
        return text.Length == (int)length ? text : throw TooLong($"{prefix.Length + text.Length}");

        FormatException TooLong(string has) => new(prefix.AsSpan().StartsWith("PK\u0003\u0004"u8)
            ? "it is a zip archive, as torch.save writes; expected a file of safetensors.torch.save_file"
            : IsOnnx(prefix) ? "it looks like an ONNX file; expected the model.safetensors that such a file is made from"
            : $"its header would be {length} bytes long, the file has {has} and the most is {SafeTensorsHeader.LongestText}");
    }

    /// <summary>The data that come through a pipe; one byte more tells whether there is more.</summary>
    private static byte[] InMemory(Stream stream, long length) => length < Array.MaxLength
        ? InputFile.ReadAtMost(stream, length + 1)
        : throw new UnreadTensorException($"it has {length} bytes of data, which are too many for a pipe; save it as a file first");

    private static NamedTensor ReadValues(Stream stream, SafeTensorsEntry entry, long dataStart)
    {
        stream.Position = dataStart + entry.Offset;
        if (entry.Type.Integers is { } integers)
        {
            var wholes = new long[entry.Length];
            Decode(stream, entry, integers, wholes);
            return NamedTensor.OfIntegers(entry.Name, entry.Shape, wholes);
        }

        var values = new float[entry.Length];
        if (!entry.Type.IsNative)
        {
            Decode(stream, entry, entry.Type.Floats!, values);
            return new NamedTensor(entry.Name, entry.Shape, values);
        }

        // In parts: a span of bytes holds less than the largest array of floats.
        for (var rest = values.AsSpan(); !rest.IsEmpty; rest = rest[Math.Min(MostFloatsAtOnce, rest.Length)..])
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(rest[..Math.Min(MostFloatsAtOnce, rest.Length)]));
        }

        return new NamedTensor(entry.Name, entry.Shape, values);
    }

    private static void Decode<T>(Stream stream, SafeTensorsEntry entry, TensorType.Decoder<T> decode, Span<T> values)
    {
        Span<byte> buffer = stackalloc byte[(int)Math.Min(BufferLength, entry.Bytes)];
        while (!values.IsEmpty)
        {
            var count = Math.Min(BufferLength / entry.Type.Width, values.Length);
            var bytes = buffer[..(count * entry.Type.Width)];
            stream.ReadExactly(bytes);
            try
            {
                decode(bytes, values[..count]);
            }
            catch (UnreadTensorException error)
            {
                throw new UnreadTensorException($"{SafeTensorsHeader.Shown(entry.Name)} of type {entry.Type.Name} has {error.Message}", error);
            }

            values = values[count..];
        }
    }
}
