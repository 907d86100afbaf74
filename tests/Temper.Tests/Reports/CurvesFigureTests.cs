using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class CurvesFigureTests
{
    private static readonly CurvesFigureData Chapter = new(
        "Baseline",
        "fashion-mnist, chapter protocol, seed 1",
        [0.5312, 0.4188, 0.3921, 0.3811, 0.37118],
        [80.91, 84.9, 86.1, 86.7, 87.1234],
        [83.2, 84.5, 85.8, 85.2, 86.045001]);

    [Fact]
    public void Titles_have_the_decimals_of_the_contract()
    {
        IReadOnlyList<string> texts = Parse(Chapter).Texts();
        Assert.Contains("Baseline", texts);
        Assert.Contains("fashion-mnist, chapter protocol, seed 1", texts);
        Assert.Contains("Train Loss is: 0.3712", texts);
        Assert.Contains("Train: 87.12%, Valid: 86.05%", texts);
    }

    [Fact]
    public void Curves_read_back_through_the_axes_give_the_values()
    {
        XElement[] panels = [.. Parse(Chapter).Groups("tp-panel")];
        Assert.Equal(2, panels.Length);
        AssertReadsBack(panels[0], 0, Chapter.TrainLoss, 1e-3);
        AssertReadsBack(panels[1], 0, Chapter.TrainScore, 2e-2);
        AssertReadsBack(panels[1], 1, Chapter.ValidScore!, 2e-2);
    }

    [Fact]
    public void Everything_drawn_in_a_panel_stays_in_its_frame()
    {
        foreach (XElement panel in Parse(Chapter with { TrainLoss = [1e12, -5, 3, 1e-300], TrainScore = [0, 100, 50, 3] }).Groups("tp-panel"))
        {
            XElement frame = panel.Elements(SvgReading.Svg + "rect").Single();
            foreach ((double x, double y) in panel.Groups("tp-curve").SelectMany(curve => curve.Markers().Concat(curve.Corners())))
            {
                Assert.InRange(x, frame.Number("x"), frame.Number("x") + frame.Number("width"));
                Assert.InRange(y, frame.Number("y") - 0.01, frame.Number("y") + frame.Number("height") + 0.01);
            }
        }
    }

    [Fact]
    public void Optional_curves_are_drawn_and_named()
    {
        CurvesFigureData data = Chapter with
        {
            LossWithPenalty = [0.7, 0.6, 0.5, 0.5, 0.5],
            TrainScoreEvaluated = [84, 86, 87, 88, 89],
        };
        XElement[] panels = [.. Parse(data).Groups("tp-panel")];
        Assert.Equal(["train", "train + penalty"], panels[0].Groups("tp-legend").Single().Texts());
        Assert.Equal(["train", "train, evaluation mode", "valid"], panels[1].Groups("tp-legend").Single().Texts());
        AssertReadsBack(panels[0], 1, data.LossWithPenalty!, 2e-3);
        AssertReadsBack(panels[1], 1, data.TrainScoreEvaluated!, 3e-2);
    }

    [Fact]
    public void Without_validation_the_right_panel_is_about_training_alone()
    {
        XDocument picture = Parse(Chapter with { ValidScore = null });
        Assert.Contains("Train: 87.12%", picture.Texts());
        Assert.Equal(["train"], picture.Groups("tp-legend")[1].Texts());
    }

    [Fact]
    public void One_epoch_is_one_marker_and_no_line()
    {
        XDocument picture = Parse(Chapter with { TrainLoss = [0.5], TrainScore = [80], ValidScore = [81] });
        IReadOnlyList<XElement> curves = picture.Groups("tp-curve");
        Assert.Equal(3, curves.Count);
        Assert.All(curves, curve => Assert.Single(curve.Markers()));
        Assert.Empty(curves.SelectMany(curve => curve.All("polyline")));
        Assert.Equal(["1"], picture.Groups("tp-xticks")[0].Texts());
    }

    [Fact]
    public void Five_hundred_epochs_have_no_markers_and_few_labels()
    {
        double[] values = [.. Enumerable.Range(0, 500).Select(epoch => 50 + 40 * Math.Sin(epoch / 30.0))];
        XDocument picture = Parse(new CurvesFigureData("Long", "", values, values, values));
        Assert.All(picture.Groups("tp-curve"), curve =>
        {
            Assert.Empty(curve.Markers());
            Assert.Equal(500, curve.Corners().Count);
        });
        IReadOnlyList<string> labels = picture.Groups("tp-xticks")[0].Texts();
        Assert.InRange(labels.Count, 4, 12);
        Assert.Equal("1", labels[0]);
        Assert.Equal("500", labels[^1]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_diverged_run_leaves_a_gap_and_says_so(double notFinite)
    {
        XDocument picture = Parse(Chapter with { TrainLoss = [0.5, 0.9, 40, notFinite, notFinite] });
        Assert.Contains("Train Loss is: diverged", picture.Texts());
        Assert.Contains("diverged in epoch 4", picture.Groups("tp-panel")[0].Texts());
        Assert.DoesNotContain("diverged in epoch 4", picture.Groups("tp-panel")[1].Texts());
        Assert.Equal(3, picture.Groups("tp-curve")[0].Markers().Count);
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_parts_the_line_and_keeps_a_lonely_point_visible()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(epoch => epoch is 50 or 52 ? double.NaN : epoch)];
        XElement curve = Parse(Chapter with { TrainLoss = values }).Groups("tp-curve")[0];
        Assert.Equal(2, curve.All("polyline").Count());
        Assert.Equal(97, curve.Corners().Count);
        Assert.Single(curve.Markers());
    }

    [Fact]
    public void Constant_empty_and_hopeless_curves_are_drawn_all_the_same()
    {
        Assert.Contains("Train Loss is: 2.3026", Parse(Chapter with { TrainLoss = [2.302585, 2.302585] }).Texts());
        Assert.Contains("Train: 0.00%, Valid: 0.00%", Parse(Chapter with { TrainScore = [0], ValidScore = [0] }).Texts());
        Assert.Contains("no epochs yet", Parse(Chapter with { TrainLoss = [] }).Groups("tp-panel")[0].Texts());
        Assert.Contains("diverged in epoch 1", Parse(Chapter with { TrainLoss = [double.NaN] }).Texts());
    }

    [Fact]
    public void Hostile_titles_are_escaped_and_deterministic()
    {
        CurvesFigureData hostile = Chapter with { Title = "<script>alert('&\"')</script>\u0001\uD800" };
        string svg = CurvesFigure.Render(hostile);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("<script>alert('&\"')</script>\uFFFD\uFFFD", XDocument.Parse(svg).Texts());
        Assert.Equal(svg, CurvesFigure.Render(hostile));
    }

    [Fact]
    public void A_picture_is_labelled_for_screen_readers()
    {
        XElement root = Parse(Chapter).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("Baseline", root.Element(SvgReading.Svg + "title")!.Value);
        Assert.Contains("Train Loss is: 0.3712", root.Element(SvgReading.Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal($"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}", root.Attribute("viewBox")!.Value);
    }

    private static XDocument Parse(CurvesFigureData data) => XDocument.Parse(CurvesFigure.Render(data));

    private static void AssertReadsBack(XElement panel, int curve, IReadOnlyList<double> expected, double tolerance)
    {
        Func<double, double> x = SvgReading.Scale(panel, "tp-xticks", "x1");
        Func<double, double> y = SvgReading.Scale(panel, "tp-yticks", "y1");
        XElement group = panel.Groups("tp-curve")[curve];
        Assert.Equal(expected.Count, group.Markers().Count);
        Assert.Equal(expected.Count, group.Corners().Count);
        for (int epoch = 0; epoch < expected.Count; epoch++)
        {
            Assert.Equal(epoch + 1, x(group.Corners()[epoch].X), 0.02);
            Assert.Equal(expected[epoch], y(group.Corners()[epoch].Y), tolerance);
            Assert.Equal(epoch + 1, x(group.Markers()[epoch].X), 0.02);
            Assert.Equal(expected[epoch], y(group.Markers()[epoch].Y), tolerance * 10);
        }
    }
}
