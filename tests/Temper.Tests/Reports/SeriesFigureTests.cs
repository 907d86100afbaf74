using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class SeriesFigureTests
{
    private static readonly SeriesFigureData Rates = new(
        "Effects by learning rate", "5 epochs", "learning rate", ["0.001", "0.01"], "points", 0.2,
        [
            new SeriesPanel("dropout", [Point(-0.1, -0.4, 0.3, "undecided"), Point(-0.6, -0.8, -0.4, "hurts")]),
            new SeriesPanel("batchnorm", [Point(0.4, 0.1, 0.7, "helps"), Point(1.9, 1.5, 2.3, "helps")]),
        ]);

    [Fact]
    public void Marks_bars_and_lines_read_back_through_the_axes()
    {
        // All panels have the axis that the first of a row has the labels of.
        XElement[] panels = [.. Parse(Rates).Groups("tp-panel")];
        Func<double, double> y = SvgReading.Scale(panels[0], "tp-yticks", "y1");
        foreach (var (panel, question) in panels.Zip(Rates.Panels))
        {
            XElement[] rows = [.. panel.Groups("tp-row")];
            Assert.Equal(question.Points.Count, rows.Length);
            foreach (var (row, point) in rows.Zip(question.Points))
            {
                XElement bar = row.All("rect").First(rectangle => rectangle.Attribute("class")!.Value.Contains("tp-bar", StringComparison.Ordinal));
                Assert.Equal(point.High, y(bar.Number("y")), 0.01);
                Assert.Equal(point.Low, y(bar.Number("y") + bar.Number("height")), 0.01);
                Assert.Equal(point.Mean, y(row.Markers()[^1].Y), 0.01);
                XElement line = row.All("line").Single();
                Assert.Equal(point.Line!.Value.High, y(line.Number("y1")), 0.01);
                Assert.Equal(point.Line!.Value.Low, y(line.Number("y2")), 0.01);
            }

            Assert.Equal(Rates.Values, panel.Groups("tp-xticks").Single().Texts());
        }
    }

    [Fact]
    public void A_long_name_of_the_axis_keeps_its_unit_in_a_second_line()
    {
        XDocument picture = Parse(Rates with { AxisName = "difference in test accuracy, percentage points" });
        Assert.Subset(picture.Texts().ToHashSet(), new HashSet<string> { "difference in test accuracy,", "percentage points" });
    }

    [Fact]
    public void What_the_axis_does_not_reach_ends_at_the_edge_and_says_so()
    {
        SeriesFigureData far = Rates with { Panels = [.. Rates.Panels, new SeriesPanel("far", [Point(0.1, double.NegativeInfinity, 90, "undecided"), Point(double.NaN, double.NaN, double.NaN, "too few seeds")])] };
        XDocument picture = Parse(far);
        XElement panel = picture.Groups("tp-panel")[2];
        XElement bar = panel.Groups("tp-row")[0].All("rect").Single();
        Assert.Equal(190, bar.Number("height"), 0.5);
        Assert.Equal(2, panel.Groups("tp-row")[0].All("polyline").Count());
        Assert.Empty(panel.Groups("tp-row")[1].All("rect"));
        Assert.Contains("goes on beyond the axis", picture.Texts());
        Assert.Contains("too few seeds", picture.Texts());
    }

    [Fact]
    public void Points_and_values_must_belong_together()
    {
        Assert.Throws<ArgumentException>(() => SeriesFigure.Render(Rates with { Values = ["0.001"] }));
        Assert.Throws<ArgumentException>(() => SeriesFigure.Render(Rates with { Panels = [] }));
        Assert.Throws<ArgumentException>(() => SeriesFigure.Render(Rates with { Values = ["0.1"], Panels = [new SeriesPanel("a", [Point(0, 1, -1, "")])] }));
    }

    private static ForestRow Point(double mean, double low, double high, string verdict) => new("", mean, low, high, verdict, "30 seeds") { Line = (low + 0.05, high - 0.05) };

    private static XDocument Parse(SeriesFigureData data) => XDocument.Parse(SeriesFigure.Render(data));
}
