using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class ClassEffectsFigureTests
{
    private static readonly ClassEffectsData Study = new(
        "Effects by class",
        "30 seeds",
        "difference of recall (percentage points)",
        0.5,
        ["Shirt", "Bag", "Coat"],
        [
            new ClassEffectArm("dropout", [new ClassEffect(1.2, 0.4, 2), new ClassEffect(-1, -1.8, -0.2), new ClassEffect(0.1, -0.5, 0.7)]),
            new ClassEffectArm("batch norm", [new ClassEffect(0.2, -0.4, 0.8), new ClassEffect(0, -0.5, 0.5), new ClassEffect(0.9, double.NaN, double.NaN)]),
        ]);

    [Fact]
    public void Points_and_whiskers_read_back_through_the_shared_axis()
    {
        XElement[] panels = [.. Parse(Study).Groups("tp-panel")];
        Assert.Equal(2, panels.Length);
        for (int arm = 0; arm < panels.Length; arm++)
        {
            Func<double, double> x = SvgReading.Scale(panels[arm], "tp-xticks", "x1");
            XElement[] rows = [.. panels[arm].Groups("tp-row")];
            foreach ((ClassEffect expected, XElement row) in Study.Arms[arm].Classes.Zip(rows))
            {
                Assert.Equal(expected.Mean, x(row.Markers().Single().X), 5e-3);
                if (!double.IsNaN(expected.Low))
                {
                    Assert.Equal(expected.Low, x(row.All("line").First().Number("x1")), 5e-3);
                    Assert.Equal(expected.High, x(row.All("line").First().Number("x2")), 5e-3);
                }
            }
        }

        Assert.Equal(panels[0].Groups("tp-xticks").Single().Texts(), panels[1].Groups("tp-xticks").Single().Texts());
    }

    [Fact]
    public void Rows_are_at_the_height_of_their_class()
    {
        XElement[] panels = [.. Parse(Study).Groups("tp-panel")];
        Assert.Equal(["Shirt", "Bag", "Coat"], panels[0].Groups("tp-name").SelectMany(name => name.Texts()));
        Assert.Empty(panels[1].Groups("tp-name"));
        double[] names = [.. panels[0].Groups("tp-name").Select(name => name.All("text").Single().Number("y") - 12 * 0.35)];
        foreach (XElement panel in panels)
        {
            Assert.Equal(names, panel.Groups("tp-row").Select(row => row.Markers().Single().Y), (one, other) => Math.Abs(one - other) < 0.02);
        }
    }

    [Fact]
    public void Shapes_tell_on_which_side_of_zero_the_interval_lies()
    {
        XElement[] rows = [.. Parse(Study).Groups("tp-panel")[0].Groups("tp-row")];
        Assert.Equal(["polygon", "polygon", "circle"], rows.Select(row => row.Elements().Last().Name.LocalName));
        Assert.Equal(["tp-f0", "tp-f1", "tp-hollow tp-ssoft"], rows.Select(row => row.Elements().Last().Attribute("class")!.Value));
        Assert.Equal("dropout, Bag: -1.00 [-1.80, -0.20]", rows[1].Element(SvgReading.Svg + "title")!.Value);
        string description = Parse(Study).Root!.Element(SvgReading.Svg + "desc")!.Value;
        Assert.Contains("above zero in 1 and below zero in 1 of 6 rows", description, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_name_arms_axis_region_and_directions()
    {
        IReadOnlyList<string> texts = Parse(Study).Texts();
        foreach (string text in (string[])["dropout", "batch norm", "difference of recall (percentage points)", "too small to matter: ±0.5", "hurts ←", "→ helps", "interval above zero"])
        {
            Assert.Contains(text, texts);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    [InlineData(13, 4)]
    public void Many_arms_and_long_names_stay_apart(int arms, int rows)
    {
        string words = string.Concat(Enumerable.Repeat("dropout 0.1 + batch norm ", 8));
        string[] classes = [.. Enumerable.Range(0, 10).Select(label => label == 3 ? words : $"class {label}")];
        ClassEffect[] effects = [.. classes.Select((_, label) => new ClassEffect(label / 4.0 - 1, label / 4.0 - 2, label / 4.0))];
        XDocument picture = Parse(Study with
        {
            Title = words,
            AxisName = words,
            ClassNames = classes,
            Arms = [.. Enumerable.Range(0, arms).Select(arm => new ClassEffectArm(arm % 2 == 0 ? words : $"arm {arm}", effects))],
        });
        SvgReading.AssertTextsAreApart(picture);
        XElement[] frames = [.. picture.Groups("tp-panel").Select(panel => panel.Frame())];
        Assert.Equal(rows, frames.Select(frame => frame.Number("y")).Distinct().Count());
        Assert.All(frames, frame => Assert.True(frame.Number("width") > 180));
        Assert.InRange(picture.Root!.Number("width"), 400, 1000);
    }

    [Fact]
    public void Far_and_missing_effects_do_not_spoil_the_others()
    {
        ClassEffectArm[] arms = [.. Study.Arms, new ClassEffectArm("diverged", [new ClassEffect(-60, -70, -50), new ClassEffect(double.NaN, double.NaN, double.NaN), new ClassEffect(0, -1, 1)])];
        XDocument picture = Parse(Study with { Arms = arms });
        XElement panel = picture.Groups("tp-panel")[2];
        Func<double, double> x = SvgReading.Scale(panel, "tp-xticks", "x1");
        Assert.True(x(panel.Frame().Number("x")) > -5);
        Assert.Single(panel.Groups("tp-row")[0].All("polyline"));
        Assert.Empty(panel.Groups("tp-row")[1].Markers());
        Assert.Contains("goes on beyond the axis", picture.Texts());
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_and_uneven_data_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ClassEffectsFigure.Render(Study with { Arms = [] }));
        Assert.Throws<ArgumentException>(() => ClassEffectsFigure.Render(Study with { ClassNames = [], Arms = [new ClassEffectArm("a", [])] }));
        Assert.Throws<ArgumentException>(() => ClassEffectsFigure.Render(Study with { Region = double.PositiveInfinity }));
        string message = Assert.Throws<ArgumentException>(() => ClassEffectsFigure.Render(Study with { ClassNames = ["Shirt"] })).Message;
        Assert.Contains("expected 1 classes of arm \"dropout\", received 3", message, StringComparison.Ordinal);
    }

    private static XDocument Parse(ClassEffectsData data) => XDocument.Parse(ClassEffectsFigure.Render(data));
}
