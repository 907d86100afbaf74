using System.Globalization;
using System.Xml.Linq;
using Temper.Lab.Reports;
using Temper.Lab.Studies;
using Temper.Tasks;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class ForestPlotTests
{
    private static readonly ForestPlotData Study = new(
        "What each arm does",
        "30 seeds, 95% intervals",
        "difference of test accuracy (percentage points)",
        0.2,
        [
            new ForestRow("dropout 0.1", 0.62, 0.45, 0.79, "helps", "30 pairs, p 0.001"),
            new ForestRow("dropout 0.5", -0.71, -0.93, -0.49, "hurts", "30 pairs, p 0.001"),
            new ForestRow("weight decay", 0.03, -0.09, 0.15, "negligible", "30 pairs, p 0.61"),
            new ForestRow("batch norm", 0.11, -0.14, 0.36, "undecided", "30 pairs, p 0.38"),
            new ForestRow("one seed", 0.4, double.NaN, double.NaN, "too few seeds", ""),
        ]);

    [Fact]
    public void Points_and_whiskers_read_back_through_the_axis_give_the_values()
    {
        XDocument picture = Parse(Study);
        Func<double, double> x = SvgReading.Scale(picture.Groups("tp-panel").Single(), "tp-xticks", "x1");
        IReadOnlyList<XElement> rows = picture.Groups("tp-row");
        Assert.Equal(Study.Rows.Count, rows.Count);
        foreach ((ForestRow expected, XElement row) in Study.Rows.Zip(rows))
        {
            // The point in the panel comes first, the one beside the verdict second.
            Assert.Equal(2, row.Markers().Count);
            Assert.Equal(expected.Mean, x(row.Markers()[0].X), 2e-3);
            XElement[] lines = [.. row.All("line")];
            Assert.Equal(double.IsNaN(expected.Low) ? 0 : 3, lines.Length);
            if (lines.Length > 0)
            {
                Assert.Equal(expected.Low, x(lines[0].Number("x1")), 2e-3);
                Assert.Equal(expected.High, x(lines[0].Number("x2")), 2e-3);
            }
        }
    }

    [Fact]
    public void The_region_and_zero_stand_where_the_axis_has_them()
    {
        XElement panel = Parse(Study).Groups("tp-panel").Single();
        Func<double, double> x = SvgReading.Scale(panel, "tp-xticks", "x1");
        XElement region = panel.Groups("tp-around").Single().All("rect").Single();
        Assert.Equal(-0.2, x(region.Number("x")), 2e-3);
        Assert.Equal(0.2, x(region.Number("x") + region.Number("width")), 2e-3);
        Assert.Equal(0, x(panel.All("line").Single(line => line.Attribute("class")!.Value == "tp-zero").Number("x1")), 2e-3);
    }

    [Fact]
    public void Texts_name_rows_numbers_verdicts_region_and_directions()
    {
        IReadOnlyList<string> texts = Parse(Study).Texts();
        foreach (string text in (string[])
            [
                "dropout 0.1", "30 pairs, p 0.61", "+0.62 [0.45, 0.79]", "-0.71 [-0.93, -0.49]", "+0.40", "helps", "hurts", "negligible", "undecided",
                "too few seeds", "too small to matter: ±0.2", "hurts ←", "→ helps", "difference of test accuracy (percentage points)", "mean [low, high]",
            ])
        {
            Assert.Contains(text, texts);
        }

        Assert.DoesNotContain("goes on beyond the axis", texts);
        Assert.Equal("dropout 0.1: +0.62 [0.45, 0.79], helps (30 pairs, p 0.001)", Parse(Study).Groups("tp-row")[0].Element(SvgReading.Svg + "title")!.Value);
    }

    [Fact]
    public void Every_verdict_has_a_shape_of_its_own()
    {
        string[] shapes = [.. Parse(Study).Groups("tp-row").Select(Shape)];
        Assert.Equal(shapes.Distinct(), shapes);
        string[] words = ["later", "helps", "failed", "hurts", "undecided", "negligible", "too few seeds", "not tested"];
        IReadOnlyDictionary<string, MarkerLook> looks = VerdictLooks.Of(words);
        Assert.Equal(words.Length, looks.Values.Select(look => look.Shape).Distinct().Count());
        Assert.Equal((VerdictLooks.Helps, VerdictLooks.Hurts, VerdictLooks.Undecided), (looks["helps"], looks["hurts"], looks["undecided"]));
        Assert.Equal(50, VerdictLooks.Of(Enumerable.Range(0, 50).Select(i => $"word {i}")).Count);
    }

    [Fact]
    public void A_row_far_away_is_cut_with_an_arrowhead_and_keeps_its_numbers()
    {
        XDocument picture = Parse(Study with { Rows = [.. Study.Rows, .. Study.Rows, new ForestRow("far", -8.2, -11.3, -5.1, "hurts", ""), new ForestRow("wide", 0.1, -6, 6, "undecided", "")] });
        XElement panel = picture.Groups("tp-panel").Single();
        XElement frame = panel.Frame();
        Func<double, double> x = SvgReading.Scale(panel, "tp-xticks", "x1");
        Assert.True(x(frame.Number("x")) > -1.5, "the axis belongs to the others");
        Assert.Contains("goes on beyond the axis", picture.Texts());
        Assert.Contains("-8.20 [-11.30, -5.10]", picture.Texts());
        XElement[] rows = [.. picture.Groups("tp-row")];
        Assert.Single(rows[^2].All("polyline"));
        Assert.Equal(2, rows[^1].All("polyline").Count());
        Assert.Equal(0.1, x(rows[^1].Markers()[0].X), 2e-3);
        foreach ((double left, double right) in rows.SelectMany(row => row.All("line")).Select(line => (line.Number("x1"), line.Number("x2"))))
        {
            Assert.InRange(left, frame.Number("x"), right);
            Assert.InRange(right, left, frame.Number("x") + frame.Number("width"));
        }
    }

    [Fact]
    public void Long_names_details_and_verdicts_overlap_nothing()
    {
        string words = string.Concat(Enumerable.Repeat("batch norm + dropout 0.1 ", 20));
        string word = new('W', 300);
        XDocument picture = Parse(Study with
        {
            Title = words,
            Subtitle = words,
            AxisName = words,
            Rows =
            [
                .. Study.Rows,
                new ForestRow(words, 0.1, -0.2, 0.4, words, words),
                new ForestRow(word, 0.1, -0.2, 0.4, word, word),
                new ForestRow(word, -12345.67, -23456.78, 34567.89, "hurts", word),
            ],
        });
        SvgReading.AssertTextsAreApart(picture);
        XElement frame = picture.Groups("tp-panel").Single().Frame();
        Assert.True(frame.Number("width") > 230);
    }

    [Fact]
    public void Forty_rows_are_in_order_and_the_axis_is_labelled_at_both_ends()
    {
        ForestRow[] rows = [.. Enumerable.Range(0, 40).Select(i => new ForestRow($"arm {i}", i / 20.0 - 1, i / 20.0 - 1.3, i / 20.0 - 0.7, "undecided", ""))];
        XDocument picture = Parse(Study with { Rows = rows });
        double[] heights = [.. picture.Groups("tp-row").Select(row => row.Markers()[0].Y)];
        Assert.Equal(heights.Order(), heights);
        Assert.Equal(40, heights.Length);
        Assert.Equal(2, picture.Texts().Count(text => text == "-1.0"));
        SvgReading.AssertTextsAreApart(picture);
    }

    [Fact]
    public void Missing_numbers_leave_a_row_without_a_point()
    {
        XDocument picture = Parse(Study with { Region = 0, Rows = [new ForestRow("diverged", double.NaN, 1, 2, "failed", ""), new ForestRow("open", 0.5, double.NegativeInfinity, double.PositiveInfinity, "", "")] });
        XElement[] rows = [.. picture.Groups("tp-row")];
        Assert.Single(rows[0].Markers());
        Assert.Contains("no value", rows[0].Texts());
        Assert.Contains("+0.50 [-∞, ∞]", rows[1].Texts());
        Assert.Equal(2, rows[1].All("polyline").Count());
        Assert.Empty(picture.Groups("tp-around"));
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_rounded_as_in_sentences_and_have_no_sign_at_zero()
    {
        Assert.Equal("0.00 [0.00, 0.00]", new Effect(-0.001, -0.004, 0.004).Text());
        Assert.Equal("+0.01 [-0.01, 1.00]", new Effect(0.006, -0.006, 0.999).Text());
        Assert.Equal("+2.26 [1.48, 3.35]", new Effect(2.255, 1.475, 3.345).Text());
        Assert.Equal(("+2.26", "-2.26", "0.00"), (Score.Accuracy.Difference(2.255), Score.Accuracy.Difference(-2.255), Score.Accuracy.Difference(-0.004)));
        Assert.Equal("86.50 [86.00, 87.00]", new Effect(86.5, 86, 87).Text(isDifference: false));
    }

    [Fact]
    public void No_rows_an_upside_down_interval_and_a_negative_region_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ForestPlot.Render(Study with { Rows = [] }));
        Assert.Throws<ArgumentException>(() => ForestPlot.Render(Study with { Region = -0.1 }));
        Assert.Throws<ArgumentException>(() => ForestPlot.Render(Study with { Region = double.NaN }));
        string message = Assert.Throws<ArgumentException>(() => ForestPlot.Render(Study with { Rows = [new ForestRow("a", 1, 2, 0, "", "")] })).Message;
        Assert.Contains("Row \"a\"", message, StringComparison.Ordinal);
    }

    private static XDocument Parse(ForestPlotData data) => XDocument.Parse(ForestPlot.Render(data));

    /// <summary>The last shape of a row, which stands beside the verdict: element, whether filled, which way it points.</summary>
    private static string Shape(XElement row)
    {
        XElement shape = row.Elements().Last(element => element.Name.LocalName is "circle" or "rect" or "polygon");
        string points = shape.Attribute("points")?.Value ?? "";
        string direction = points.Length == 0 ? "" : string.Join(' ', points.Split(' ').Select(point => double.Parse(point.Split(',')[0], CultureInfo.InvariantCulture).ToString("F0", CultureInfo.InvariantCulture)));
        return $"{shape.Name.LocalName} {shape.Attribute("class")!.Value.Split(' ')[0] == "tp-hollow"} {direction}";
    }
}
