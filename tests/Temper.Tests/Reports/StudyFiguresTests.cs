using System.Text.RegularExpressions;
using System.Xml.Linq;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

/// <summary>What the four figures of a study have in common.</summary>
public sealed class StudyFiguresTests
{
    private const string Hostile = "<script>alert('&\"')</script>\u0001\uD800";

    public static TheoryData<string> Names => ["forest", "bands", "interaction", "classes"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_report_page_takes_them(string name)
    {
        string svg = Draw(name, "plain");
        string page = HtmlReport.Render(new HtmlReportData("Page", [], [new ReportSection("Part") { Figures = [new ReportFigure(svg), new ReportFigure(svg)] }], new ReportFooter("Temper")));
        Assert.Contains("<svg class=\"tp\" role=\"img\"", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("\\sid=\"(?!part-)", page);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_class_is_known_to_the_style_sheet_or_names_a_group(string name)
    {
        foreach (XElement element in XDocument.Parse(Draw(name, "plain")).Root!.Descendants().Where(element => element.Name.LocalName != "g"))
        {
            foreach (string style in (element.Attribute("class")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Contains($".tp .{style}{{", SvgStyle.Sheet, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_names_are_escaped_and_the_same_data_give_the_same_bytes(string name)
    {
        string svg = Draw(name, Hostile);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("<script>alert('&\"')</script>\uFFFD\uFFFD", XDocument.Parse(svg).Texts());
        Assert.Equal(svg, Draw(name, Hostile));
        Assert.DoesNotMatch("NaN|Infinity|∞", Regex.Replace(svg, "<title>.*?</title>|<desc>.*?</desc>", ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_labelled_for_screen_readers_and_groups_have_tooltips(string name)
    {
        XElement root = XDocument.Parse(Draw(name, "plain")).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("plain", root.Element(SvgReading.Svg + "title")!.Value);
        Assert.True(root.Element(SvgReading.Svg + "desc")!.Value.Length > 40);
        string[] marked = ["tp-row", "tp-curve", "tp-spread", "tp-sum", "tp-around", "tp-name"];
        XElement[] groups = [.. root.All("g").Where(group => marked.Contains(group.Attribute("class")?.Value))];
        Assert.NotEmpty(groups);
        Assert.All(groups, group => Assert.NotEmpty(group.Element(SvgReading.Svg + "title")!.Value));
    }

    private static string Draw(string name, string text)
    {
        var cell = new InteractionCell(86, 85, 87);
        return name switch
        {
            "forest" => ForestPlot.Render(new ForestPlotData(text, text, text, 0.2, [new ForestRow(text, 1, 0.5, 1.5, text, text), new ForestRow("b", -0.1, -0.5, 0.3, "undecided", "")])),
            "bands" => LearningBands.Render(new LearningBandsData(text, text, [new ArmCurves(text, [[80, 85], [81, 86]], [[79, 83]]), new ArmCurves("b", [[80, 85, 90]], [[80, 81]])])),
            "interaction" => InteractionPlot.Render(new InteractionPlotData(text, text, text, [new InteractionPanel(text, text, cell, cell, cell, cell, text)])),
            _ => ClassEffectsFigure.Render(new ClassEffectsData(text, text, text, 0.2, [text, "b"], [new ClassEffectArm(text, [new ClassEffect(1, 0.5, 1.5), new ClassEffect(-1, -2, 0.5)])])),
        };
    }
}
