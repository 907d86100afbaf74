using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Temper.Export;

/// <summary>An element type of the safetensors format, and how its bytes become numbers.</summary>
/// <param name="Name">As the format calls it.</param>
/// <param name="Bits">Bits of an element.</param>
internal sealed record TensorType(string Name, int Bits)
{
    /// <summary>The format's types; those without a decoder are known, but not read.</summary>
    private static readonly TensorType[] All =
    [
        new("F32", 32) { Floats = Singles },
        new("I64", 64) { Integers = Wholes<long> },
        new("F64", 64) { Floats = Doubles },
        new("F16", 16) { Floats = Halves },
        new("BF16", 16) { Floats = BrainFloats },
        new("I32", 32) { Integers = Wholes<int> },
        new("I16", 16) { Integers = Wholes<short> },
        new("I8", 8) { Integers = Wholes<sbyte> },
        new("U64", 64) { Integers = Wholes<ulong> },
        new("U32", 32) { Integers = Wholes<uint> },
        new("U16", 16) { Integers = Wholes<ushort> },
        new("U8", 8) { Integers = Wholes<byte> },
        new("BOOL", 8) { Integers = Booleans },
        new("C64", 64),
        new("C128", 128),
        new("F8_E4M3", 8),
        new("F8_E5M2", 8),
        new("F8_E8M0", 8),
        new("F8_E4M3FNUZ", 8),
        new("F8_E5M2FNUZ", 8),
        new("F6_E2M3", 6),
        new("F6_E3M2", 6),
        new("F4", 4),
    ];

    /// <summary>From the bytes of some elements to as many numbers.</summary>
    /// <exception cref="UnreadTensorException">A number cannot be held.</exception>
    internal delegate void Decoder<T>(ReadOnlySpan<byte> bytes, Span<T> values);

    /// <summary>Names of the types that are read, for errors.</summary>
    public static string Names { get; } = string.Join(", ", All.Where(type => type.IsRead).Select(type => type.Name));

    /// <summary>Decodes floats; null where elements are none.</summary>
    public Decoder<float>? Floats { get; private init; }

    /// <summary>Decodes integers; null where elements are none.</summary>
    public Decoder<long>? Integers { get; private init; }

    /// <summary>Whether its elements are read.</summary>
    public bool IsRead => Floats is not null || Integers is not null;

    /// <summary>Bytes of an element of a type that is read.</summary>
    public int Width => Bits / 8;

    /// <summary>Whether its bytes are those of floats in this machine's memory.</summary>
    public bool IsNative => Name == "F32" && BitConverter.IsLittleEndian;

    /// <summary>The type of that name, null if the format has none.</summary>
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
                throw new UnreadTensorException(FormattableString.Invariant($"{number:R}, which is more than a float can hold"));
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

    private static void Booleans(ReadOnlySpan<byte> bytes, Span<long> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i] <= 1 ? bytes[i] : throw new UnreadTensorException(FormattableString.Invariant($"{bytes[i]}, expected 0 or 1"));
        }
    }

    private static void Wholes<T>(ReadOnlySpan<byte> bytes, Span<long> values)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        var width = Unsafe.SizeOf<T>();
        for (var i = 0; i < values.Length; i++)
        {
            var whole = T.ReadLittleEndian(bytes.Slice(i * width, width), isUnsigned: T.IsZero(T.MinValue));
            values[i] = long.CreateTruncating(whole);
            if (values[i] < 0 && whole > T.Zero)
            {
                throw new UnreadTensorException(FormattableString.Invariant($"{whole}; the largest integer that is read is {long.MaxValue}"));
            }
        }
    }
}
