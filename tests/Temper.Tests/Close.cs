using System.Globalization;
using Xunit;

namespace Temper.Tests;

/// <summary>Comparisons of numbers that say where they fail.</summary>
internal static class Close
{
    /// <summary>Every element is within <paramref name="relative"/> times the largest expected magnitude, or <paramref name="floor"/>.</summary>
    public static void Relative(string what, double[] expected, double[] actual, double relative, double floor = 0) =>
        Absolute(what, expected, actual, Math.Max(floor, relative * expected.Max(value => Math.Abs(value))));

    /// <summary>Every element is within <paramref name="tolerance"/>.</summary>
    public static void Absolute(string what, double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Number($"{what}[{i}]", expected[i], actual[i], tolerance);
        }
    }

    /// <summary>One number is within <paramref name="tolerance"/>; NaN and infinities must be the same.</summary>
    public static void Number(string what, double expected, double actual, double tolerance)
    {
        if (!(Math.Abs(actual - expected) <= tolerance) && !actual.Equals(expected))
        {
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: expected {expected:R}, received {actual:R}: off by {Math.Abs(actual - expected):E2}, at most {tolerance:E2} is allowed"));
        }
    }
}
