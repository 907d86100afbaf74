using System.Globalization;
using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class ScalingFigureTests
{
    private static readonly ScalingFigureData Sizes = new(
        "A training step against its batch", "784-200-200-200-10, Avx512", "rows of the batch",
        [1, 10, 17, 100, 4096], [4, 20, 8.5, 60, 70.25], [false, false, true, false, false]);

    [Fact]
    public void Points_stand_at_the_logarithm_of_their_size_and_at_their_share()
    {
        XElement panel = Parse(Sizes).Groups("tp-panel").Single();
        Func<double, double> x = Logarithm(panel);
        Func<double, double> y = SvgReading.Scale(panel, "tp-yticks", "y1");
        IReadOnlyList<(double X, double Y)> corners = panel.Groups("tp-curve").Single().Corners();
        Assert.Equal(5, corners.Count);
        for (int i = 0; i < corners.Count; i++)
        {
            Assert.Equal(Math.Log10(Sizes.Sizes[i]), x(corners[i].X), 2e-3);
            Assert.Equal(Sizes.Percent[i], y(corners[i].Y), 3e-2);
        }
    }

    [Fact]
    public void Texts_name_the_best_and_the_cliff()
    {
        IReadOnlyList<string> texts = Parse(Sizes).Texts();
        Assert.Contains("Best: 70.2% at 4096", texts);
        Assert.Contains("cliff at 17", texts);
        Assert.Contains("rows of the batch", texts);
        Assert.Contains("784-200-200-200-10, Avx512", texts);
        Assert.Equal(["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "2000", "5000"], Parse(Sizes).Groups("tp-xticks").Single().Texts());
    }

    [Fact]
    public void One_size_is_drawn_and_none_refused()
    {
        Assert.Single(Parse(Sizes with { Sizes = [7], Percent = [101], IsCliff = [false] }).Groups("tp-curve").Single().Markers());
        Assert.Throws<ArgumentException>(() => ScalingFigure.Render(Sizes with { Sizes = [], Percent = [], IsCliff = [] }));
        Assert.Throws<ArgumentException>(() => ScalingFigure.Render(Sizes with { Percent = [1] }));
    }

    private static XDocument Parse(ScalingFigureData data) => XDocument.Parse(ScalingFigure.Render(data));

    /// <summary>From pixels to log10 of the size, through the first and the last labelled grid line.</summary>
    private static Func<double, double> Logarithm(XElement panel)
    {
        XElement group = panel.Groups("tp-xticks").Single();
        double[] lines = [.. group.All("line").Select(line => line.Number("x1"))];
        double[] labels = [.. group.Texts().Select(text => Math.Log10(double.Parse(text, CultureInfo.InvariantCulture)))];
        return pixel => labels[0] + (pixel - lines[0]) / (lines[^1] - lines[0]) * (labels[^1] - labels[0]);
    }
}
