using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Temper.Export;

/// <summary>An element type of the safetensors format that is read, and how its bytes become floats.</summary>
/// <param name="Name">As the format calls it.</param>
/// <param name="Width">Bytes of an element.</param>
/// <param name="IsInteger">Whether it is a whole number, <see cref="Layers.NamedTensor.IsInteger"/>.</param>
/// <param name="Decode">Turns elements into floats; throws a FormatException for one that no float holds.</param>
internal sealed record TensorType(string Name, int Width, bool IsInteger, TensorType.Decoder Decode)
{
    /// <summary>PyTorch's element types that come up in state dicts.</summary>
    private static readonly TensorType[] All =
    [
        new("F32", 4, false, Singles),
        new("I64", 8, true, Wholes<long>),
        new("F64", 8, false, Doubles),
        new("F16", 2, false, Halves),
        new("BF16", 2, false, BrainFloats),
        new("I32", 4, true, Wholes<int>),
        new("I16", 2, true, Wholes<short>),
        new("I8", 1, true, Wholes<sbyte>),
        new("U8", 1, true, Wholes<byte>),
        new("BOOL", 1, true, Booleans),
    ];

    /// <summary>From the bytes of some elements to as many floats.</summary>
    internal delegate void Decoder(ReadOnlySpan<byte> bytes, Span<float> values);

    /// <summary>All names, for errors.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(type => type.Name));

    /// <summary>Whether its bytes are those of floats in this machine's memory.</summary>
    public bool IsNative => Name == "F32" && BitConverter.IsLittleEndian;

    /// <summary>The type of that name, null if it is not read.</summary>
    public static TensorType? Of(string name) => Array.Find(All, type => type.Name == name);

    private static void Singles(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        }
    }

    private static void Doubles(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var number = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
            values[i] = (float)number;
            if (float.IsInfinity(values[i]) && double.IsFinite(number))
            {
                throw new FormatException(FormattableString.Invariant($"{number:R}, which is more than a float can hold"));
            }
        }
    }

    private static void Halves(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
        }
    }

    /// <summary>The upper half of a float.</summary>
    private static void BrainFloats(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
        }
    }

    private static void Booleans(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i] <= 1 ? bytes[i] : throw new FormatException(FormattableString.Invariant($"{bytes[i]}, expected 0 or 1"));
        }
    }

    private static void Wholes<T>(ReadOnlySpan<byte> bytes, Span<float> values)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        var width = Unsafe.SizeOf<T>();
        for (var i = 0; i < values.Length; i++)
        {
            var whole = long.CreateTruncating(T.ReadLittleEndian(bytes.Slice(i * width, width), isUnsigned: T.IsZero(T.MinValue)));
            values[i] = IsExact(whole) ? whole : throw new FormatException(FormattableString.Invariant(
                $"{whole}, which a float does not hold exactly; keep whole numbers within 16777216 or save the tensor as a float"));
        }
    }

    /// <summary>Whether a float's 24 bits hold it: from its first to its last 1.</summary>
    private static bool IsExact(long whole)
    {
        var magnitude = (ulong)(whole < 0 ? -whole : whole);
        return 64 - BitOperations.LeadingZeroCount(magnitude) - BitOperations.TrailingZeroCount(magnitude) <= 24;
    }
}
