using System.Text.Json;

namespace Temper.Export;

/// <summary>
/// The header of a safetensors file, read token by token: what it names is checked before anything is allocated for it,
/// and what it claims about sizes costs nothing.
/// </summary>
/// <param name="Entries">The tensors in the header's order.</param>
/// <param name="Metadata">Strings by name.</param>
/// <param name="DataLength">Bytes of the data that must follow.</param>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long DataLength)
{
    /// <summary>The format's own limit.</summary>
    public const int LongestText = 100_000_000;

    /// <summary>
    /// Tensors, and strings in the metadata. The format has no limit; this is far above any net of dense layers, and
    /// keeps a header of many tiny entries, each of which becomes several objects, from taking many times its length.
    /// </summary>
    public const int MostEntries = 65_536;

    /// <summary>Where the metadata are; no tensor can have this name.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Reads a header.</summary>
    /// <param name="text">The header.</param>
    /// <exception cref="FormatException">It is not what the format describes.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '{')
        {
            throw new FormatException("its header does not begin with \"{\"");
        }

        var reader = new Utf8JsonReader(text);
        var entries = new List<SafeTensorsEntry>();
        var names = new HashSet<string>();
        IReadOnlyDictionary<string, string>? metadata = null;
        reader.Read();
        while (NextName(ref reader) is { } name)
        {
            if (name == MetadataName)
            {
                metadata = metadata is null ? ReadMetadata(ref reader) : throw new FormatException($"it has {MetadataName} twice");
                continue;
            }

            if (!names.Add(name))
            {
                throw new FormatException($"it has {Shown(name)} twice");
            }

            if (names.Count > MostEntries)
            {
                throw new FormatException($"it has more than {MostEntries} tensors");
            }

            entries.Add(ReadEntry(ref reader, name));
        }

        if (text[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
        {
            throw new FormatException("its header is followed by something else than spaces");
        }

        return new SafeTensorsHeader(entries, metadata ?? new Dictionary<string, string>(), Coverage(entries));
    }

    /// <summary>Checks the header against the data.</summary>
    /// <param name="length">Bytes after the header.</param>
    /// <exception cref="FormatException">They are not as many as the tensors need.</exception>
    public void CheckData(long length)
    {
        if (length != DataLength)
        {
            throw new FormatException($"its tensors need {DataLength} bytes, the file has {length}{(length < DataLength ? ": it is cut off" : "")}");
        }
    }

    /// <summary>A name in quotes, cut to a length that leaves room for the rest of an error.</summary>
    public static string Shown(string name) => name.Length > 80 ? $"\"{name[..80]}...\"" : $"\"{name}\"";

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader)
    {
        var metadata = new Dictionary<string, string>();
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (NextName(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, $"its metadata {Shown(key)}");
            if (!metadata.TryAdd(key, Text(ref reader)))
            {
                throw new FormatException($"its metadata have {Shown(key)} twice");
            }

            if (metadata.Count > MostEntries)
            {
                throw new FormatException($"its metadata have more than {MostEntries} strings");
            }
        }

        return metadata;
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        TensorType? type = null;
        List<ulong>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, Shown(name));
        while (NextName(ref reader) is { } field)
        {
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of {Shown(name)}");
                    var typeName = Text(ref reader);
                    type = TensorType.Of(typeName) ?? throw new FormatException(
                        $"{Shown(name)} is of type {Shown(typeName)}, which the format does not have; "
                        + $"the types that are read are {TensorType.Names}");
                    break;
                case "shape" when shape is null:
                    shape = ReadWholes(ref reader, $"the shape of {Shown(name)}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadWholes(ref reader, $"the data_offsets of {Shown(name)}");
                    break;
                default:
                    throw new FormatException(
                        $"{Shown(name)} has {Shown(field)} twice, or it is no field of the format; expected dtype, shape and data_offsets");
            }
        }

        return type is null || shape is null || offsets is null
            ? throw new FormatException($"{Shown(name)} lacks its {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}")
            : Entry(name, type, shape, offsets);
    }

    /// <summary>Shape and offsets against each other, without overflow.</summary>
    private static SafeTensorsEntry Entry(string name, TensorType type, List<ulong> shape, List<ulong> offsets)
    {
        var length = 1UL;
        foreach (var size in shape)
        {
            if (size > int.MaxValue || Math.BigMul(length, size, out length) != 0)
            {
                throw new FormatException($"{Shown(name)} has the shape [{Listed(shape)}], which is too large");
            }
        }

        if (length > (ulong)Array.MaxLength)
        {
            throw new FormatException($"{Shown(name)} has {length} elements; the most is {Array.MaxLength}");
        }

        // Elements of 4 or 6 bits fill whole bytes together.
        var bits = length * (ulong)type.Bits;
        if (bits % 8 != 0)
        {
            throw new FormatException($"{Shown(name)} has {bits} bits of type {type.Name} for its shape, which are no whole bytes");
        }

        var bytes = bits / 8;
        if (offsets.Count != 2 || offsets[1] > long.MaxValue || offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
        {
            throw new FormatException($"{Shown(name)} needs {bytes} bytes for its shape, but its data_offsets are [{Listed(offsets)}]");
        }

        return new SafeTensorsEntry(name, type, [.. shape.Select(size => (int)size)], (long)offsets[0], (int)length);
    }

    /// <summary>Every byte belongs to exactly one tensor. Empty tensors lie between two others, or at an end.</summary>
    private static long Coverage(List<SafeTensorsEntry> entries)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Bytes))
        {
            if (entry.Offset != end)
            {
                throw new FormatException(
                    $"{Shown(entry.Name)} begins at byte {entry.Offset}, expected {end}: there is {(entry.Offset > end ? "a hole" : "an overlap")}");
            }

            end += entry.Bytes;
        }

        return end;
    }

    private static List<ulong> ReadWholes(ref Utf8JsonReader reader, string what)
    {
        var wholes = new List<ulong>();
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            wholes.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var whole)
                ? whole
                : throw new FormatException($"{what} should be whole numbers of at least 0"));
        }

        return wholes;
    }

    /// <summary>The next name of an object, null at its end.</summary>
    private static string? NextName(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? Text(ref reader) : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new FormatException($"{what} should be {type switch
            {
                JsonTokenType.StartObject => "an object",
                JsonTokenType.StartArray => "a list",
                _ => "a string",
            }}");
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            throw new FormatException("its header has a string that is not text", error);
        }
    }

    private static string Listed(List<ulong> wholes) => string.Join(", ", wholes.Take(16)) + (wholes.Count > 16 ? ", ..." : "");
}

/// <summary>A tensor that a header describes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Where it begins, counted from the end of the header.</param>
/// <param name="Length">Its elements.</param>
internal sealed record SafeTensorsEntry(string Name, TensorType Type, int[] Shape, long Offset, int Length)
{
    /// <summary>Bytes it takes.</summary>
    public long Bytes => (long)Length * Type.Bits / 8;
}
