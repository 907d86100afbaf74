using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Temper.Tests.Export;

/// <summary>
/// Whether a file keeps the rules of safetensors, in the plainest way: numbers without limit, and an owner for each byte.
/// For small files.
/// </summary>
internal static class SafeTensorsOracle
{
    private static readonly Dictionary<string, int> Bits = new()
    {
        ["F64"] = 64, ["F32"] = 32, ["F16"] = 16, ["BF16"] = 16, ["I64"] = 64, ["I32"] = 32, ["I16"] = 16, ["I8"] = 8,
        ["U64"] = 64, ["U32"] = 32, ["U16"] = 16, ["U8"] = 8, ["BOOL"] = 8, ["C64"] = 64, ["F8_E4M3"] = 8, ["F4"] = 4,
    };

    /// <summary>The types of the file's tensors by name, null if the file is not sound, and whether all of them are read.</summary>
    public static (Dictionary<string, string>? Types, bool IsRead) Judge(byte[] file)
    {
        var isRead = true;
        var types = Types(file, ref isRead);
        return (types, types is not null && isRead);
    }

    private static Dictionary<string, string>? Types(byte[] file, ref bool isRead)
    {
        if (file.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(file) is var length && length > (ulong)file.Length - 8)
        {
            return null;
        }

        var header = file.AsMemory(8, (int)length);
        var data = file.AsSpan(8 + (int)length);
        if (header.IsEmpty || header.Span[0] != '{' || header.Span.TrimEnd((byte)' ')[^1] != '}')
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(header.Span);
            var types = new Dictionary<string, string>();
            var ranges = new List<(int Begin, int End)>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var isSound = property.Name == "__metadata__"
                    ? property.Value.EnumerateObject().All(item => item.Name.Length >= 0 && item.Value.GetString() is not null)
                    : IsTensor(property.Value, data, ranges, ref isRead);
                if (!isSound)
                {
                    return null;
                }

                if (property.Name != "__metadata__")
                {
                    types.Add(property.Name, property.Value.GetProperty("dtype").GetString()!);
                }
            }

            return IsCovered(data.Length, ranges) ? types : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsTensor(JsonElement tensor, ReadOnlySpan<byte> data, List<(int Begin, int End)> ranges, ref bool isRead)
    {
        if (!tensor.EnumerateObject().Select(field => field.Name).Order().SequenceEqual(["data_offsets", "dtype", "shape"])
            || !Bits.TryGetValue(tensor.GetProperty("dtype").GetString() ?? "", out var bits)
            || Wholes(tensor.GetProperty("shape")) is not { } shape
            || Wholes(tensor.GetProperty("data_offsets")) is not [var begin, var end])
        {
            return false;
        }

        // A shape may say 0 only where the numbers before it stay within 64 bits, as in the format's own library.
        var length = BigInteger.One;
        foreach (var size in shape)
        {
            length *= size;
            if (size > int.MaxValue || length > ulong.MaxValue)
            {
                return false;
            }
        }

        if (8 * (end - begin) != length * bits || end > data.Length)
        {
            return false;
        }

        var type = tensor.GetProperty("dtype").GetString()!;
        isRead &= AreHeld(type, data[(int)begin..(int)end]);

        ranges.Add(((int)begin, (int)end));
        return true;
    }

    /// <summary>Whether each byte is in one range, and no empty range lies inside another.</summary>
    private static bool IsCovered(int length, List<(int Begin, int End)> ranges)
    {
        var owners = new int[length];
        foreach (var (begin, end) in ranges)
        {
            for (var i = begin; i < end; i++)
            {
                owners[i]++;
            }
        }

        return owners.All(count => count == 1)
            && !ranges.Any(empty => empty.Begin == empty.End && ranges.Any(other => other.Begin < empty.Begin && empty.Begin < other.End));
    }

    /// <summary>Whether floats or signed integers of 64 bits hold the numbers.</summary>
    private static bool AreHeld(string type, ReadOnlySpan<byte> data)
    {
        for (; type is "F64" or "U64" && !data.IsEmpty; data = data[8..])
        {
            if (type == "U64"
                ? BinaryPrimitives.ReadUInt64LittleEndian(data) > long.MaxValue
                : BinaryPrimitives.ReadDoubleLittleEndian(data) is var number && double.IsFinite(number) && !float.IsFinite((float)number))
            {
                return false;
            }
        }

        return type is not ("C64" or "F8_E4M3" or "F4") && (type != "BOOL" || !data.ContainsAnyExcept((byte)0, (byte)1));
    }

    private static List<BigInteger>? Wholes(JsonElement list)
    {
        var wholes = new List<BigInteger>();
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.GetRawText().All(char.IsAsciiDigit))
            {
                return null;
            }

            wholes.Add(BigInteger.Parse(element.GetRawText(), System.Globalization.CultureInfo.InvariantCulture));
        }

        return wholes;
    }
}
