using System.Text.Json;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Numbers of SciPy, statsmodels and mpmath, from the file that make_statistics.py wrote.</summary>
public sealed class GoldenStatisticsTests
{
    private const string GoldenFile = "statistics.json";

    [Fact]
    public void Normal_probabilities_and_quantiles_are_right_to_13_digits()
    {
        foreach (var entry in List("normalCdf"))
        {
            Same($"Cdf({entry.Number("x")})", entry.Number("value"), NormalDistribution.Cdf(entry.Number("x")), 1e-13);
        }

        foreach (var entry in List("normalQuantile"))
        {
            Same($"Quantile({entry.Number("x")})", entry.Number("value"), NormalDistribution.Quantile(entry.Number("x")), 1e-13);
        }
    }

    [Fact]
    public void Student_probabilities_and_quantiles_are_right_to_10_digits_or_more()
    {
        foreach (var entry in List("studentCdf"))
        {
            var (t, degrees) = (entry.Number("x"), entry.Number("degrees"));
            Same($"Cdf({t}; {degrees})", entry.Number("value"), StudentT.Cdf(t, degrees), Digits(degrees));
        }

        foreach (var entry in List("studentQuantile"))
        {
            var (p, degrees) = (entry.Number("x"), entry.Number("degrees"));
            Same($"Quantile({p}; {degrees})", entry.Number("value"), StudentT.Quantile(p, degrees), Digits(degrees));
        }
    }

    [Fact]
    public void Sign_flip_p_values_are_SciPys_exact_ones()
    {
        foreach (var entry in List("signFlips"))
        {
            var (name, differences, centre) = (entry.Text("name"), entry.Numbers("differences"), entry.Number("centre"));
            Close.Number($"{name}, two-sided", entry.Number("twoSided"), SignFlipTest.TwoSided(differences, centre), 1e-15);
            Close.Number($"{name}, greater", entry.Number("greater"), SignFlipTest.Greater(differences, centre), 1e-15);
            Close.Number($"{name}, less", entry.Number("less"), SignFlipTest.Less(differences, centre), 1e-15);
        }
    }

    [Fact]
    public void Holms_adjusted_p_values_are_those_of_statsmodels()
    {
        foreach (var entry in List("holm"))
        {
            Close.Absolute("adjusted", entry.Numbers("adjusted"), Holm.Adjust(entry.Numbers("raw")), 1e-15);
        }
    }

    [Fact]
    public void Smallest_effects_are_the_formula_with_exact_quantiles()
    {
        foreach (var entry in List("smallestEffects"))
        {
            var effect = SmallestEffect.Of(entry.Whole("pairs"), entry.Number("deviation"), entry.Number("alpha"), entry.Number("power"));
            Same($"{entry.Whole("pairs")} pairs", entry.Number("value"), effect, 1e-12);
        }
    }

    /// <summary>The continued fraction loses a digit with every tenfold of the degrees.</summary>
    private static double Digits(double degrees) => 1e-12 + (1e-16 * degrees);

    private static JsonElement.ArrayEnumerator List(string name) => Golden.File(GoldenFile).GetProperty(name).EnumerateArray();

    private static void Same(string what, double expected, double actual, double relative) =>
        Close.Number(what, expected, actual, relative * Math.Abs(expected));
}
