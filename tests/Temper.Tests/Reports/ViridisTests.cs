using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class ViridisTests
{
    /// <summary>Entries of the original table, among them some that are interpolated here.</summary>
    [Theory]
    [InlineData(0, 68, 1, 84)]
    [InlineData(64, 59, 82, 139)]
    [InlineData(127, 33, 144, 141)]
    [InlineData(128, 33, 145, 140)]
    [InlineData(200, 112, 207, 87)]
    [InlineData(255, 253, 231, 37)]
    public void Colours_are_those_of_the_original_table(int value, int red, int green, int blue)
    {
        (byte actualRed, byte actualGreen, byte actualBlue) = Viridis.Colour((byte)value);
        int tolerance = value % 15 == 0 ? 0 : 5;
        Assert.InRange(actualRed, red - tolerance, red + tolerance);
        Assert.InRange(actualGreen, green - tolerance, green + tolerance);
        Assert.InRange(actualBlue, blue - tolerance, blue + tolerance);
    }

    [Fact]
    public void It_gets_lighter_all_the_way()
    {
        double[] lightness = [.. Enumerable.Range(0, 256).Select(value => Lightness(Viridis.Colour((byte)value)))];
        for (int value = 8; value < 256; value++)
        {
            Assert.True(lightness[value] > lightness[value - 8], $"{value} is not lighter than {value - 8}");
        }
    }

    private static double Lightness((byte Red, byte Green, byte Blue) colour) =>
        0.2126 * Math.Pow(colour.Red / 255.0, 2.2) + 0.7152 * Math.Pow(colour.Green / 255.0, 2.2) + 0.0722 * Math.Pow(colour.Blue / 255.0, 2.2);
}
