using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class InteractionPlotTests
{
    private static readonly InteractionPanel Pair = new(
        "dropout",
        "batch norm",
        new InteractionCell(86, 85.7, 86.3),
        new InteractionCell(86.5, 86.2, 86.8),
        new InteractionCell(87, 86.8, 87.2),
        new InteractionCell(88.25, 88, 88.5),
        "interaction +0.75 [0.30, 1.20]: they interact");

    private static readonly InteractionPlotData Study = new("Interactions", "30 seeds", "test accuracy (%)", [Pair, Pair with { FactorX = "weight decay" }]);

    [Fact]
    public void Means_and_whiskers_read_back_through_the_axis()
    {
        XElement panel = Parse(Study).Groups("tp-panel")[0];
        Func<double, double> y = SvgReading.Scale(panel, "tp-yticks", "y1");
        AssertLine(panel.Groups("tp-curve")[0], Pair.NeitherOn, Pair.XOn);
        AssertLine(panel.Groups("tp-curve")[1], Pair.LineOn, Pair.BothOn);

        // Dotted: 87 + 0.5, what both would reach if they did not interact.
        XElement sum = panel.Groups("tp-sum").Single().All("line").Single();
        Assert.Equal(87, y(sum.Number("y1")), 0.01);
        Assert.Equal(87.5, y(sum.Number("y2")), 0.01);

        void AssertLine(XElement curve, params InteractionCell[] cells)
        {
            Assert.Equal(cells.Select(cell => cell.Mean), curve.Markers().Select(marker => Math.Round(y(marker.Y), 2)), (one, other) => Math.Abs(one - other) < 0.011);
            XElement[] whiskers = [.. curve.All("line").Where(line => line.Number("x1") == line.Number("x2"))];
            Assert.Equal(cells.Select(cell => cell.Low), whiskers.Select(line => y(line.Number("y1"))), (one, other) => Math.Abs(one - other) < 0.01);
            Assert.Equal(cells.Select(cell => cell.High), whiskers.Select(line => y(line.Number("y2"))), (one, other) => Math.Abs(one - other) < 0.01);
        }
    }

    [Fact]
    public void Without_an_interaction_the_lines_are_parallel()
    {
        XElement panel = Parse(Study with { Panels = [Pair with { BothOn = new InteractionCell(87.5, 87, 88) }] }).Groups("tp-panel").Single();
        double[] slopes = [.. panel.Groups("tp-curve").Select(curve => curve.Corners()[1].Y - curve.Corners()[0].Y)];
        Assert.Equal(slopes[0], slopes[1], 0.02);
    }

    [Fact]
    public void Texts_name_factors_states_note_and_how_to_read_it()
    {
        XDocument picture = Parse(Study);
        foreach (string text in (string[])["dropout × batch norm", "weight decay × batch norm", "batch norm:", "dropout", "off", "on", Pair.Note, "test accuracy (%)", "parallel lines: no interaction"])
        {
            Assert.Contains(text, picture.Texts());
        }

        Assert.Contains("Parallel lines mean", picture.Root!.Element(SvgReading.Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal(["off", "on"], picture.Groups("tp-xticks")[0].Texts());
        Assert.Equal(
            "batch norm on: dropout off 87.00 [86.80, 87.20], on 88.25 [88.00, 88.50]",
            picture.Groups("tp-curve")[1].Element(SvgReading.Svg + "title")!.Value);
    }

    [Fact]
    public void Missing_cells_leave_their_line_out()
    {
        var none = new InteractionCell(double.NaN, double.NaN, double.NaN);
        XElement panel = Parse(Study with { Panels = [Pair with { BothOn = none, XOn = new InteractionCell(86, double.NaN, double.NaN) }] }).Groups("tp-panel").Single();
        Assert.Single(panel.Groups("tp-curve")[0].All("polyline"));
        Assert.Equal(3, panel.Groups("tp-curve")[0].All("line").Count());
        Assert.Empty(panel.Groups("tp-curve")[1].All("polyline"));
        Assert.Single(panel.Groups("tp-curve")[1].Markers());
        XDocument empty = Parse(Study with { Panels = [new InteractionPanel("a", "b", none, none, none, none, "")] });
        Assert.Contains("no runs yet", empty.Texts());
        Assert.DoesNotContain("NaN", empty.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Long_names_and_notes_overlap_nothing(int panels)
    {
        string words = string.Concat(Enumerable.Repeat("early stopping by validation loss ", 6));
        InteractionPanel longPair = Pair with { FactorX = words, FactorLine = words, Note = words };
        XDocument picture = Parse(Study with { Title = words, Subtitle = words, AxisName = words, Panels = [Pair, .. Enumerable.Repeat(longPair, panels - 1)] });
        SvgReading.AssertTextsAreApart(picture);
        SvgReading.AssertTextsAreApart(Parse(Study with { Panels = [.. Enumerable.Repeat(longPair with { FactorLine = new string('W', 100) }, panels)] }));
        Assert.InRange(picture.Root!.Number("width"), 400, 1000);
    }

    [Fact]
    public void No_pairs_and_upside_down_intervals_are_refused()
    {
        Assert.Throws<ArgumentException>(() => InteractionPlot.Render(Study with { Panels = [] }));
        Assert.Throws<ArgumentException>(() => InteractionPlot.Render(Study with { Panels = [Pair with { XOn = new InteractionCell(1, 2, 0) }] }));
    }

    private static XDocument Parse(InteractionPlotData data) => XDocument.Parse(InteractionPlot.Render(data));
}
