using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;

namespace Temper.Export;

/// <summary>
/// The safetensors format (huggingface/safetensors): 8 bytes header length, a JSON header, the numbers. Floats are F32,
/// counters I64. Reading checks everything before it allocates: header size, sizes against shapes, no holes and no
/// overlaps, no name twice.
/// </summary>
public static class SafeTensors
{
    private const long LongestHeader = 16 << 20;
    private const int MostTensors = 65_536;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes tensors and metadata to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What to write, in order.</param>
    /// <param name="metadata">Strings by name.</param>
    public static void Save(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes tensors and metadata to a stream.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var header = Header(tensors, metadata);
        if (header.Length > LongestHeader)
        {
            throw new DataException($"The header of a safetensors file would be {header.Length} bytes long, the most is {LongestHeader}; nothing was written.");
        }

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
        {
            WriteValues(stream, tensor);
        }
    }

    /// <summary>Reads a file.</summary>
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
    /// <param name="stream">The content, from its beginning.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <exception cref="DataException">It is not a sound safetensors file.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> prefix = stackalloc byte[8];
        if (!stream.CanSeek)
        {
            throw Bad(source, "it is a pipe or a device, not a file");
        }

        if (stream.Length < prefix.Length)
        {
            throw Bad(source, $"a safetensors file begins with 8 bytes of header length, this file has {stream.Length} bytes");
        }

        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength < 2 || headerLength > LongestHeader || headerLength > stream.Length - 8)
        {
            throw Bad(source, $"its header would be {headerLength} bytes long, the file has {stream.Length} and the most is {LongestHeader}");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var dataLength = stream.Length - 8 - headerLength;
        var (entries, metadata) = ParseHeader(header, dataLength, source);
        var tensors = new List<NamedTensor>(entries.Count);
        foreach (var entry in entries)
        {
            tensors.Add(ReadValues(stream, entry, 8 + headerLength));
        }

        return (tensors, metadata);
    }

    private static byte[] Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in tensors)
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
                offset += (long)tensor.Values.Length * (tensor.IsInteger ? 8 : 4);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with spaces so that the numbers begin at a multiple of 8, as the format recommends.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteValues(Stream stream, NamedTensor tensor)
    {
        if (!tensor.IsInteger && BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        foreach (var value in tensor.Values)
        {
            if (tensor.IsInteger)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)value);
                stream.Write(bytes);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                stream.Write(bytes[..4]);
            }
        }
    }

    private static (List<Entry> Entries, Dictionary<string, string> Metadata) ParseHeader(byte[] header, long dataLength, string source)
    {
        var entries = new List<Entry>();
        var metadata = new Dictionary<string, string>();
        try
        {
            using var document = JsonDocument.Parse(
                header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Bad(source, "its header is not a JSON object");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                {
                    foreach (var item in property.Value.EnumerateObject())
                    {
                        metadata[item.Name] = item.Value.GetString()
                            ?? throw Bad(source, $"its metadata \"{item.Name}\" is not a string");
                    }
                }
                else
                {
                    entries.Add(ParseEntry(property, source));
                }

                if (entries.Count > MostTensors)
                {
                    throw Bad(source, $"it has more than {MostTensors} tensors");
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or DecoderFallbackException)
        {
            throw Bad(source, $"its header is not what the format describes ({error.Message.ReplaceLineEndings(" ")})");
        }

        CheckCoverage(entries, dataLength, source);
        return (entries, metadata);
    }

    private static Entry ParseEntry(JsonProperty property, string source)
    {
        var name = property.Name;
        var type = property.Value.GetProperty("dtype").GetString();
        if (type is not ("F32" or "I64"))
        {
            throw Bad(source, $"\"{name}\" is of type {type}; only F32 and I64 are read");
        }

        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2)
        {
            throw Bad(source, $"\"{name}\" has {offsets.Length} offsets, expected 2");
        }

        long length = 1;
        foreach (var size in shape)
        {
            if (size < 0 || (size > 0 && length > int.MaxValue / size))
            {
                throw Bad(source, $"\"{name}\" has the shape [{string.Join(", ", shape)}], which is negative or too large");
            }

            length *= size;
        }

        var bytes = length * (type == "I64" ? 8 : 4);
        if (offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
        {
            throw Bad(source, $"\"{name}\" needs {bytes} bytes for its shape, its offsets are [{offsets[0]}, {offsets[1]}]");
        }

        return new Entry(name, shape, offsets[0], (int)length, type == "I64");
    }

    /// <summary>Every byte belongs to exactly one tensor.</summary>
    private static void CheckCoverage(List<Entry> entries, long dataLength, string source)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset != end)
            {
                throw Bad(source, $"\"{entry.Name}\" begins at byte {entry.Offset}, expected {end}: there is a hole or an overlap");
            }

            end += (long)entry.Length * (entry.IsInteger ? 8 : 4);
        }

        if (end != dataLength)
        {
            throw Bad(source, $"its tensors need {end} bytes, the file has {dataLength}");
        }
    }

    private static NamedTensor ReadValues(Stream stream, Entry entry, long dataStart)
    {
        stream.Position = dataStart + entry.Offset;
        var values = new float[entry.Length];
        if (!entry.IsInteger && BitConverter.IsLittleEndian)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return new NamedTensor(entry.Name, entry.Shape, values);
        }

        Span<byte> bytes = stackalloc byte[8];
        for (var i = 0; i < values.Length; i++)
        {
            var width = entry.IsInteger ? 8 : 4;
            stream.ReadExactly(bytes[..width]);
            values[i] = entry.IsInteger ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes);
        }

        return new NamedTensor(entry.Name, entry.Shape, values, entry.IsInteger);
    }

    private static DataException Bad(string source, string reason) =>
        new($"{source}: not a sound safetensors file: {OneLine.Of(reason)}.");

    private sealed record Entry(string Name, int[] Shape, long Offset, int Length, bool IsInteger);
}
