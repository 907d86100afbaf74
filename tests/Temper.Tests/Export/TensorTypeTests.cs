using System.Buffers.Binary;
using System.Text;
using Temper.Data;
using Temper.Export;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>The element types of safetensors files as floats.</summary>
public sealed class TensorTypeTests
{
    [Fact]
    public void Every_half_is_read_exactly()
    {
        var bytes = new byte[2 * 65_536];
        for (var i = 0; i < 65_536; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)i);
        }

        var halves = Read("F16", 65_536, bytes).Values;
        var brains = Read("BF16", 65_536, bytes).Values;
        for (var i = 0; i < 65_536; i++)
        {
            Assert.Equal(FromParts(i, exponentBits: 5, fractionBits: 10), halves[i]);
            Assert.Equal(FromParts(i, exponentBits: 8, fractionBits: 7), brains[i]);
            Assert.Equal(i << 16, BitConverter.SingleToInt32Bits(brains[i]));
        }

        // The definition of such numbers: sign, exponent and fraction.
        static double FromParts(int bits, int exponentBits, int fractionBits)
        {
            var sign = bits >> (exponentBits + fractionBits) == 0 ? 1.0 : -1.0;
            var exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
            var fraction = (bits & ((1 << fractionBits) - 1)) / (double)(1 << fractionBits);
            var bias = (1 << (exponentBits - 1)) - 1;
            return exponent == (1 << exponentBits) - 1 ? (fraction == 0 ? sign * double.PositiveInfinity : double.NaN)
                : exponent == 0 ? sign * fraction * Math.Pow(2, 1 - bias)
                : sign * (1 + fraction) * Math.Pow(2, exponent - bias);
        }
    }

    [Fact]
    public void Doubles_are_rounded_to_the_nearest_float()
    {
        double[] numbers = [0.1, -0.1, 1 + Math.Pow(2, -24), 1 + Math.Pow(2, -24) + Math.Pow(2, -40), 1e-50, 3.4028234e38, double.NaN, double.PositiveInfinity, -0.0];
        var tensor = Read("F64", numbers.Length, [.. numbers.SelectMany(BitConverter.GetBytes)]);
        Assert.Equal([0.1f, -0.1f, 1f, 1.0000001f, 0f, 3.4028234e38f, float.NaN, float.PositiveInfinity, -0f], tensor.Values);
        Assert.False(tensor.IsInteger);
        AssertRefused("F64", BitConverter.GetBytes(-1e39), "-1E+39", "more than a float can hold");
    }

    [Fact]
    public void Integers_are_read_exactly()
    {
        long[] wholes = [0, 1, -1, 16_777_216, 16_777_217, -16_777_217, (1L << 62) + 1, long.MinValue, long.MaxValue];
        var tensor = Read("I64", wholes.Length, [.. wholes.SelectMany(BitConverter.GetBytes)]);
        Assert.True(tensor.IsInteger);
        Assert.Equal(wholes, tensor.Integers);
        Assert.Equal(wholes.Select(whole => (float)whole), tensor.Values);
        Assert.Equal([int.MinValue, 16_777_217], Read("I32", 2, [.. BitConverter.GetBytes(int.MinValue), .. BitConverter.GetBytes(16_777_217)]).Integers!);
        Assert.Equal([-32768, 300], Read("I16", 2, [.. BitConverter.GetBytes(short.MinValue), .. BitConverter.GetBytes((short)300)]).Integers!);
        Assert.Equal([-128, 127], Read("I8", 2, [0x80, 0x7F]).Integers!);
        Assert.Equal([long.MaxValue, 375], Read("U64", 2, [.. BitConverter.GetBytes(long.MaxValue), .. BitConverter.GetBytes(375UL)]).Integers!);
        Assert.Equal([4_294_967_295, 7], Read("U32", 2, [.. BitConverter.GetBytes(uint.MaxValue), .. BitConverter.GetBytes(7)]).Integers!);
        Assert.Equal([65_535, 300], Read("U16", 2, [.. BitConverter.GetBytes(ushort.MaxValue), .. BitConverter.GetBytes((short)300)]).Integers!);
        Assert.Equal([128, 255], Read("U8", 2, [0x80, 0xFF]).Integers!);
        Assert.Equal([0, 1], Read("BOOL", 2, [0, 1]).Integers!);
        AssertRefused("U64", BitConverter.GetBytes(1UL << 63), "U64 has 9223372036854775808", "the largest integer that is read is 9223372036854775807");
        AssertRefused("U64", BitConverter.GetBytes(ulong.MaxValue), "U64 has 18446744073709551615");
        AssertRefused("BOOL", [2], "has 2, expected 0 or 1");
    }

    [Theory]
    [InlineData("F8_E4M3", 8)]
    [InlineData("F8_E5M2", 8)]
    [InlineData("F8_E8M0", 8)]
    [InlineData("F8_E4M3FNUZ", 8)]
    [InlineData("F8_E5M2FNUZ", 8)]
    [InlineData("F6_E2M3", 6)]
    [InlineData("F6_E3M2", 6)]
    [InlineData("F4", 4)]
    [InlineData("C64", 64)]
    [InlineData("C128", 128)]
    public void The_formats_other_types_are_sound_and_not_read(string type, int bits) =>
        AssertRefused(type, 4, new byte[bits / 2], $"is of type {type}, which is not read here", "F32, I64, F64, F16, BF16, I32, I16, I8, U64, U32, U16, U8, BOOL");

    [Fact]
    public void A_tensor_of_integers_keeps_them_until_it_is_given_floats()
    {
        var count = NamedTensor.OfIntegers("n", [], [16_777_217]);
        Assert.Equal([16_777_217], (count with { Name = "m" }).Integers!);
        Assert.Equal((1, 16_777_216f), (count.Length, count.Values[0]));
        Assert.False((count with { Values = [1.5f] }).IsInteger);
        Assert.NotEqual(Hash(16_777_216), Hash(16_777_217));
        Assert.Equal(Temper.Lab.Runs.RunId.HashOf([new NamedTensor("n", [], [375])]), Hash(375));

        static string Hash(long whole) => Temper.Lab.Runs.RunId.HashOf([NamedTensor.OfIntegers("n", [], [whole])]);
    }

    [Fact]
    public void Long_tensors_are_read_in_parts()
    {
        const int count = 50_001;
        var bytes = new byte[8 * count];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), i);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), Read("I64", count, bytes).Values);
        Assert.Equal(2_500_001, Written(2_500_001).Values.Length);

        // Longer than what is moved at once.
        static NamedTensor Written(int count)
        {
            var values = Enumerable.Range(0, count).Select(i => (float)i).ToArray();
            using var stream = new MemoryStream();
            SafeTensors.Write(stream, [new NamedTensor("a", [count], values)], new Dictionary<string, string>());
            stream.Position = 0;
            var back = SafeTensors.Read(stream, "memory").Tensors[0];
            Assert.Equal(values, back.Values);
            return back;
        }
    }

    private static NamedTensor Read(string type, int count, byte[] data)
    {
        var header = Encoding.UTF8.GetBytes($"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":[{count}],\"data_offsets\":[0,{data.Length}]}}}}");
        using var stream = new MemoryStream([.. BitConverter.GetBytes((long)header.Length), .. header, .. data]);
        return Assert.Single(SafeTensors.Read(stream, "memory").Tensors);
    }

    private static void AssertRefused(string type, byte[] data, params string[] parts) => AssertRefused(type, 1, data, parts);

    private static void AssertRefused(string type, int count, byte[] data, params string[] parts)
    {
        var error = Assert.Throws<DataException>(() => Read(type, count, data)).Message;
        Assert.StartsWith("memory: a sound safetensors file, but \"a\"", error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }
}
