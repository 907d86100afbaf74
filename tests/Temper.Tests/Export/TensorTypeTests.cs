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
    public void Whole_numbers_are_read_when_a_float_holds_them()
    {
        long[] wholes = [0, 1, -1, 16_777_216, -16_777_216, 16_777_218, 1L << 62, long.MinValue, 3_000_000_000_000L >> 20 << 20];
        var tensor = Read("I64", wholes.Length, [.. wholes.SelectMany(BitConverter.GetBytes)]);
        Assert.True(tensor.IsInteger);
        Assert.Equal(wholes, tensor.Values.Select(value => (long)value));
        Assert.Equal([-2_147_483_648f, 5f], Read("I32", 2, [.. BitConverter.GetBytes(int.MinValue), .. BitConverter.GetBytes(5)]).Values);
        Assert.Equal([-32768f, 300f], Read("I16", 2, [.. BitConverter.GetBytes(short.MinValue), .. BitConverter.GetBytes((short)300)]).Values);
        Assert.Equal([-128f, 127f], Read("I8", 2, [0x80, 0x7F]).Values);
        Assert.Equal([128f, 255f], Read("U8", 2, [0x80, 0xFF]).Values);
        Assert.Equal([0f, 1f], Read("BOOL", 2, [0, 1]).Values);
        AssertRefused("I64", BitConverter.GetBytes(16_777_217L), "16777217", "exactly");
        AssertRefused("I64", BitConverter.GetBytes(long.MaxValue), "9223372036854775807", "exactly");
        AssertRefused("I32", BitConverter.GetBytes(-16_777_217), "-16777217", "exactly");
        AssertRefused("BOOL", [2], "has 2, expected 0 or 1");
    }

    [Theory]
    [InlineData("F8_E4M3", 1)]
    [InlineData("U64", 8)]
    public void Other_types_are_refused_with_a_list_of_those_that_are_read(string type, int width) =>
        AssertRefused(type, new byte[width], $"\"{type}\"", "F32, I64, F64, F16, BF16, I32, I16, I8, U8, BOOL");

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

    private static void AssertRefused(string type, byte[] data, params string[] parts)
    {
        var error = Assert.Throws<DataException>(() => Read(type, 1, data)).Message;
        Assert.StartsWith("memory: not a sound safetensors file: \"a\"", error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }
}
