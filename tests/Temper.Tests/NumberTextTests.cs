using System.Globalization;
using Xunit;

namespace Temper.Tests;

/// <summary>What is a number, what is none, and what is said of it.</summary>
public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0.01", 0.01)]
    [InlineData("1e-4", 1e-4)]
    [InlineData("1E+2", 100)]
    [InlineData(".1", 0.1)]
    [InlineData("1.", 1)]
    [InlineData("+0.1", 0.1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("007", 7)]
    [InlineData("1.000", 1)]
    [InlineData("0e-9999", 0)]
    [InlineData("4.9406564584124654E-324", double.Epsilon)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Numbers_are_read(string text, double expected)
    {
        Assert.True(NumberText.TryRead(text, out double number, out var problem), problem);
        Assert.Equal(expected, number);
    }

    [Fact]
    public void Minus_zero_is_zero()
    {
        Assert.True(NumberText.TryRead("-0", out double number, out _));
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(number));
    }

    [Theory]
    [InlineData("0,01", "the decimal sign is a point: 0.01")]
    [InlineData("1,5", "the decimal sign is a point: 1.5")]
    [InlineData(",5", "the decimal sign is a point: .5")]
    [InlineData("-1,5e-3", "the decimal sign is a point: -1.5e-3")]
    [InlineData("1.000,5", "the decimal sign is a point: 1000.5")]
    [InlineData("1,000.5", "the decimal sign is a point: 1000.5")]
    [InlineData("1.234.567,5", "the decimal sign is a point: 1234567.5")]
    [InlineData("1,234", "the decimal sign is a point and there are no thousands signs: 1.234 or 1234")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("0,1,2", "the decimal sign is a point")]
    [InlineData("1.2,3", "the decimal sign is a point")]
    [InlineData("0，01", "the decimal sign is a point: 0.01")]
    [InlineData("٠٫٥", "the decimal sign is a point: 0.5")]
    [InlineData("０．１", "write 0.1")]
    [InlineData("١", "write 1")]
    [InlineData("−0.5", "write -0.5")]
    [InlineData("1_000", "write 1000")]
    [InlineData("1 000", "write 1000")]
    [InlineData("1'000.5", "write 1000.5")]
    [InlineData(" 0.1", "write 0.1")]
    [InlineData("0.1\n", "write 0.1")]
    [InlineData("1.234.567", "write 1234567")]
    [InlineData("0x10", "such as 0.1")]
    [InlineData("10%", "such as 0.1")]
    [InlineData("1e", "such as 0.1")]
    [InlineData("1e5.5", "such as 0.1")]
    [InlineData("e5", "such as 0.1")]
    [InlineData(".", "such as 0.1")]
    [InlineData("-", "such as 0.1")]
    [InlineData("--1", "such as 0.1")]
    [InlineData("1d", "such as 0.1")]
    [InlineData("", "such as 0.1")]
    [InlineData("NaN", "a finite number")]
    [InlineData("-Infinity", "a finite number")]
    [InlineData("∞", "a finite number")]
    [InlineData("1e400", "up to 1.79e308")]
    [InlineData("1e-400", "can tell from it")]
    [InlineData("1,5e999", "the decimal sign is a point")]
    public void What_is_no_number_is_refused_with_what_was_meant(string text, string reason)
    {
        Assert.False(NumberText.TryRead(text, out double _, out var problem));
        Assert.DoesNotContain('\n', problem!);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains("expected", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("+5", 5)]
    [InlineData("-0", 0)]
    [InlineData("000000000000000000000000000000000000000000000000000000000000005", 5)]
    public void Whole_numbers_are_exact(string text, ulong expected)
    {
        Assert.True(NumberText.TryReadWhole(text, out ulong number, out var problem), problem);
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("18446744073709551616", "from 0 to 18446744073709551615")]
    [InlineData("-1", "from 0 to 18446744073709551615")]
    [InlineData("99999999999999999999999999999999999999999999999999", "from 0 to")]
    [InlineData("1,000", "without thousands signs: 1000")]
    [InlineData("1.000,5", "a whole number has none")]
    [InlineData("1,5", "a whole number has none")]
    [InlineData("5.0", "write 5")]
    [InlineData("1e3", "write 1000")]
    [InlineData("1_000", "write 1000")]
    [InlineData("５", "write 5")]
    [InlineData("1.5", "expected a whole number")]
    [InlineData("1.000", "expected a whole number")]
    [InlineData("NaN", "expected a whole number")]
    [InlineData("", "expected a whole number")]
    public void What_is_no_whole_number_is_refused(string text, string reason)
    {
        Assert.False(NumberText.TryReadWhole(text, out ulong _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_numbers_have_the_range_of_their_type()
    {
        Assert.True(NumberText.TryReadWhole("-2147483648", out int least, out _));
        Assert.Equal(int.MinValue, least);
        Assert.False(NumberText.TryReadWhole("2147483648", out int _, out var problem));
        Assert.Contains("from -2147483648 to 2147483647", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,9,0,999", 2, "0.9,0.999")]
    [InlineData("-0,5,0,5", 2, "-0.5,0.5")]
    [InlineData("0.9,0.999", 2, null)]
    [InlineData("0,9,-1,5", 2, "0.9,-1.5")]
    [InlineData("0,-9", 1, null)]
    [InlineData("1,2,3", 2, null)]
    public void Numbers_that_were_split_at_their_commas_are_put_together(string text, int count, string? expected) =>
        Assert.Equal(expected, NumberText.Rejoined(text.Split(','), count));

    [Fact]
    public void Nothing_depends_on_the_culture()
    {
        using var restored = Cultures.Restored();
        foreach (var culture in Cultures.All)
        {
            CultureInfo.CurrentCulture = culture;
            Assert.True(NumberText.TryRead("-1234.5e-3", out double number, out _));
            Assert.Equal(-1.2345, number);
            Assert.False(NumberText.TryRead("1,5", out double _, out var problem));
            Assert.EndsWith("a point: 1.5", problem, StringComparison.Ordinal);
            Assert.False(NumberText.TryReadWhole("1.5e3", out long _, out problem));
            Assert.EndsWith("write 1500", problem, StringComparison.Ordinal);
        }
    }
}
