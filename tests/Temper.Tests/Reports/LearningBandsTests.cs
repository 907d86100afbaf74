using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class LearningBandsTests
{
    private static readonly LearningBandsData Study = new(
        "Learning curves",
        "3 seeds",
        [
            new ArmCurves("baseline", [[80, 85, 90], [81, 86, 91], [82, 87, 92]], [[79, 83, 85], [80, 84, 86], [81, 85, 90]]),
            new ArmCurves("dropout", [[70, 80, 85], [71, 82, 86], [72, 84, 87]], [[75, 80, 85], [76, 81, 86], [77, 82, 87]]),
        ]);

    [Fact]
    public void Means_read_back_through_the_axes()
    {
        XElement[] panels = [.. Parse(Study).Groups("tp-panel")];
        Func<double, double> x = SvgReading.Scale(panels[0], "tp-xticks", "x1");
        Func<double, double> y = SvgReading.Scale(panels[0], "tp-yticks", "y1");
        XElement[] curves = [.. panels[0].Groups("tp-curve")];
        AssertCurve([81, 86, 91], curves[0].Corners());
        AssertCurve([80, 84, 87], curves[1].Corners());

        void AssertCurve(double[] expected, IReadOnlyList<(double X, double Y)> corners)
        {
            Assert.Equal(expected.Length, corners.Count);
            for (int epoch = 0; epoch < expected.Length; epoch++)
            {
                Assert.Equal(epoch + 1, x(corners[epoch].X), 0.02);
                Assert.Equal(expected[epoch], y(corners[epoch].Y), 0.02);
            }
        }
    }

    [Fact]
    public void Bands_hold_a_tenth_to_nine_tenths_of_the_runs()
    {
        RunSpread spread = RunSpread.Of([.. Enumerable.Range(0, 11).Select(i => (IReadOnlyList<double>)[i, 10 * i])]);
        Assert.Equal([5.0, 50.0], spread.Mean);
        Assert.Equal([1.0, 10.0], spread.Low);
        Assert.Equal([9.0, 90.0], spread.High);
        XElement panel = Parse(Study).Groups("tp-panel")[0];
        Func<double, double> y = SvgReading.Scale(panel, "tp-yticks", "y1");
        (double, double)[] corners = [.. Corners(panel.Groups("tp-spread")[1].All("polygon").Single())];
        Assert.Equal([80.8, 84.8, 89.2, 85.2, 83.2, 79.2], corners.Select(corner => Math.Round(y(corner.Item2), 1)));
        Assert.Contains("band: 10% to 90% of the runs", Parse(Study).Texts());
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void A_panel_has_its_own_axis_of_epochs_where_lengths_are_far_apart(int epochs, bool isShared)
    {
        IReadOnlyList<double> few = [80, 85, 90];
        IReadOnlyList<double> many = [.. Enumerable.Range(0, epochs).Select(epoch => 70.0 + epoch)];
        var data = new LearningBandsData("Curves", "", [new ArmCurves("long", [many], [many]), new ArmCurves("short", [few], [few])]);
        XDocument picture = Parse(data);
        XElement panel = picture.Groups("tp-panel")[1];
        Func<double, double> x = SvgReading.Scale(panel, "tp-xticks", "x1");
        XElement[] curves = [.. panel.Groups("tp-curve")];
        double right = panel.All("rect").Select(rectangle => rectangle.Number("x") + rectangle.Number("width")).Max();

        // The dotted line of the long arm ends with the panel.
        Assert.Equal(isShared ? epochs : 3, x(curves[0].Corners()[^1].X), 0.02);
        Assert.Equal(3, x(curves[1].Corners()[^1].X), 0.02);
        Assert.Equal(isShared, x(right) > 10);
        Assert.Equal(isShared, picture.ToString().Contains("the same axes in all", StringComparison.Ordinal));
        Assert.Equal(!isShared, picture.ToString().Contains("the same axis of accuracy in all", StringComparison.Ordinal));
    }

    [Fact]
    public void All_panels_share_their_axes_and_the_first_of_a_row_has_the_labels()
    {
        XElement[] panels = [.. Parse(Study).Groups("tp-panel")];
        Assert.Equal(panels[0].Groups("tp-yticks").Single().All("line").Select(line => line.Number("y1")), panels[1].Groups("tp-yticks").Single().All("line").Select(line => line.Number("y1")));
        Assert.NotEmpty(panels[0].Groups("tp-yticks").Single().Texts());
        Assert.Empty(panels[1].Groups("tp-yticks").Single().Texts());

        // The first arm's validation, dotted, lies in the second panel as it lies in the first.
        Assert.Equal(2, panels[0].Groups("tp-curve").Count);
        Assert.Equal(3, panels[1].Groups("tp-curve").Count);
        Assert.Equal(panels[0].Groups("tp-curve")[1].Corners().Select(corner => corner.Y), panels[1].Groups("tp-curve")[0].Corners().Select(corner => corner.Y));
        Assert.Contains("dotted: valid of baseline", Parse(Study).Texts());
    }

    [Fact]
    public void Runs_that_stopped_leave_the_mean_and_the_rest_is_dashed()
    {
        XDocument picture = Parse(Study with { Arms = [new ArmCurves("early", [[80, 81], [82, 83, 84], [84, 85, 86, 87, 88], [86, 87]], [])] });
        XElement[] curves = [.. picture.Groups("tp-curve")];
        Assert.Equal([3, 3], curves.Select(curve => curve.Corners().Count));
        Assert.Equal(curves[0].Corners()[^1], curves[1].Corners()[0]);
        Assert.Contains("4 runs, 2 to 5 epochs", picture.Texts());
        Assert.Contains("dashed: fewer than half of the runs still train", picture.Texts());
        Assert.DoesNotContain("valid, mean of the runs", picture.Texts());
        Assert.DoesNotContain("dashed: fewer than half of the runs still train", Parse(Study).Texts());
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out()
    {
        RunSpread spread = RunSpread.Of([[1, double.NaN, double.NaN, 7], [3, 5, double.PositiveInfinity, 9]]);
        Assert.Equal([2, 5, double.NaN, 8], spread.Mean);
        XDocument picture = Parse(Study with { Arms = [new ArmCurves("gap", [[1, double.NaN, double.NaN, 7], [3, 5, double.NaN, 9]], [[double.NaN]])] });
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
        Assert.Single(picture.Groups("tp-curve"));
    }

    [Fact]
    public void The_first_arms_only_epoch_is_a_dotted_stroke_in_the_other_panels_and_no_point_of_theirs()
    {
        XDocument picture = Parse(Study with { Arms = [new ArmCurves("one", [[80]], [[70]]), new ArmCurves("two", [[81]], [[71]])] });
        XElement reference = picture.Groups("tp-panel")[1].Groups("tp-curve")[0];
        XElement stroke = Assert.Single(reference.Elements(), part => part.Name.LocalName != "title");
        Assert.Equal("line", stroke.Name.LocalName);
        Assert.Contains("tp-dots", stroke.Attribute("class")!.Value, StringComparison.Ordinal);
        Assert.Equal(stroke.Number("y1"), stroke.Number("y2"));
        Assert.True(stroke.Number("x1") < stroke.Number("x2"));
    }

    [Fact]
    public void Empty_arms_say_so_and_no_arms_are_refused()
    {
        Assert.Contains("no runs yet", Parse(Study with { Arms = [new ArmCurves("none", [], []), .. Study.Arms] }).Groups("tp-panel")[0].Texts());
        Assert.Contains("no finite values", Parse(Study with { Arms = [new ArmCurves("bad", [[double.NaN]], [[]])] }).Texts());
        Assert.Contains("3 runs, 0 to 2 epochs", Parse(Study with { Arms = [new ArmCurves("some", [[], [], [80, 81]], [])] }).Texts());
        Assert.Contains("1 run, 1 epoch", Parse(Study with { Arms = [new ArmCurves("one", [[80]], [[70]])] }).Texts());
        Assert.Throws<ArgumentException>(() => LearningBands.Render(Study with { Arms = [] }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(9, 3)]
    [InlineData(16, 4)]
    public void Many_arms_grow_downwards_and_stay_apart(int arms, int rows)
    {
        string name = "dropout 0.1 + batch norm + weight decay 1e-4 + gradient clipping";
        XDocument picture = Parse(Study with { Arms = [.. Enumerable.Range(0, arms).Select(i => Study.Arms[i % 2] with { Name = $"{i} {name}" })] });
        XElement[] frames = [.. picture.Groups("tp-panel").Select(panel => panel.Frame())];
        Assert.Equal(arms, frames.Length);
        Assert.Equal(rows, frames.Select(frame => frame.Number("y")).Distinct().Count());
        Assert.All(frames, frame => Assert.InRange(frame.Number("width"), 200, 400));
        Assert.InRange(picture.Root!.Number("width"), 400, 1000);
        SvgReading.AssertTextsAreApart(picture);
    }

    private static XDocument Parse(LearningBandsData data) => XDocument.Parse(LearningBands.Render(data));

    private static IEnumerable<(double X, double Y)> Corners(XElement polygon) =>
        new XElement("g", new XElement(SvgReading.Svg + "polyline", polygon.Attribute("points"))).Corners();
}
