using System.Text.RegularExpressions;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=\"alert(2)\">&'";

    private static readonly string Figure = PictureGrid.Render(
        new PictureGridData(Hostile, Hostile, [Hostile, "b"], [new GridPicture(new byte[] { 0, 255 }, 1, 2, 0, 1)]));

    [Fact]
    public void Every_given_text_is_on_the_page()
    {
        string page = HtmlReport.Render(Full("text"));
        foreach (string part in (string[])["h1", "subtitle", "result", "note", "section", "paragraph", "caption", "column", "cell", "figure", "group", "name", "value", "version", "run", "replay"])
        {
            Assert.Contains($"text-{part}", page, StringComparison.Ordinal);
        }

        Assert.Contains("<td class=\"number\">12.50</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\" class=\"number\">%</th>", page, StringComparison.Ordinal);
        Assert.Contains("<svg class=\"tp\" role=\"img\"", page, StringComparison.Ordinal);
        Assert.Contains("<details><summary>text-group", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_stays_text_wherever_it_is_put()
    {
        string page = HtmlReport.Render(Full(Hostile));
        string[] tags = [.. Regex.Matches(page, "<([a-zA-Z!/][a-zA-Z0-9]*)").Select(match => match.Groups[1].Value.ToLowerInvariant()).Distinct()];
        Assert.DoesNotContain("script", tags);
        Assert.DoesNotContain("img", tags);
        Assert.DoesNotMatch("<[^>]*\\son[a-z]+\\s*=", page);
        Assert.True(Regex.Count(page, "&lt;script&gt;alert\\(1\\)") >= 16);
    }

    [Fact]
    public void The_page_refers_to_nothing_outside_itself()
    {
        string page = HtmlReport.Render(Full("text"));
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        foreach (Match reference in Regex.Matches(page, "(?:href|src)=\"([^\"]*)\""))
        {
            Assert.Matches("^(#part-\\d+|data:image/png;base64,.*)$", reference.Groups[1].Value);
        }
    }

    [Fact]
    public void Elements_are_closed_in_order()
    {
        string page = HtmlReport.Render(Full(Hostile));
        string[] open = ["meta"];
        var stack = new Stack<string>();
        foreach (Match tag in Regex.Matches(page, "<(/?)([a-z0-9]+)(?:\\s(?:[^<>\"]|\"[^\"]*\")*?)?(/?)>"))
        {
            (bool isEnd, string name) = (tag.Groups[1].Value == "/", tag.Groups[2].Value);
            if (isEnd)
            {
                Assert.Equal(name, stack.Pop());
            }
            else if (tag.Groups[3].Value != "/" && !open.Contains(name))
            {
                stack.Push(name);
            }
        }

        Assert.Empty(stack);
    }

    [Theory]
    [InlineData("<svg><script>alert(1)</script></svg>")]
    [InlineData("<svg onload=\"alert(1)\"/>")]
    [InlineData("<svg><image href=\"http://example.org/x.png\"/></svg>")]
    [InlineData("<svg><style>@import 'x'</style></svg>")]
    [InlineData("<svg><foreignObject/></svg>")]
    [InlineData("<svg><!-- note --></svg>")]
    [InlineData("<!DOCTYPE svg><svg/>")]
    [InlineData("<svg>")]
    [InlineData("<p/>")]
    [InlineData("")]
    public void Pictures_of_another_hand_are_refused(string svg)
    {
        var section = new ReportSection("Part") { Figures = [new ReportFigure(svg)] };
        Assert.Throws<ArgumentException>(() => HtmlReport.Render(new HtmlReportData("Page", [], [section], new ReportFooter("Temper"))));
    }

    [Fact]
    public void Several_pictures_on_a_page_share_no_ids()
    {
        string page = HtmlReport.Render(Full("text"));
        string[] ids = [.. Regex.Matches(page, "\\sid=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Regex.Matches(Figure, "class=\"([^\"]*)\"").SelectMany(match => match.Groups[1].Value.Split(' ')), name => Assert.StartsWith("tp", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_of_the_wrong_length_is_refused()
    {
        var table = new ReportTable("Accuracies", [new ReportColumn("a"), new ReportColumn("b")], [["1"]]);
        var data = new HtmlReportData("Page", [], [new ReportSection("Part") { Tables = [table] }], new ReportFooter("Temper"));
        Assert.Contains("Accuracies", Assert.Throws<ArgumentException>(() => HtmlReport.Render(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_report_is_a_page_and_bytes_are_deterministic()
    {
        string page = HtmlReport.Render(new HtmlReportData("Empty", [], [], new ReportFooter("Temper 0.1.0")));
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>Empty</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<nav", page, StringComparison.Ordinal);
        Assert.Equal(HtmlReport.Render(Full("text")), HtmlReport.Render(Full("text")));
        Assert.Contains("<nav", HtmlReport.Render(Full("text")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_is_what_is_mixed_up_the_answer_warnings_the_picture_and_notes()
    {
        var page = HtmlReport.Render(new HtmlReportData("Page", ["the answer"], [], new ReportFooter("Temper"))
        {
            Warnings = ["mixed up"],
            Conditions = "the conditions",
            Opening = new ReportFigure(Figure, "the picture"),
            Notes = [new ReportNote("a note"), new ReportNote("a warning", IsWarning: true)],
        });
        var places = new[] { "mixed up", "the answer", "the conditions", "a warning", "the picture", "a note" }.Select(text => page.IndexOf(text, StringComparison.Ordinal)).ToList();
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    private static HtmlReportData Full(string text)
    {
        var section = new ReportSection($"{text}-section")
        {
            Notes = [new ReportNote($"{text}-note", IsWarning: true)],
            Paragraphs = [$"{text}-paragraph"],
            Tables = [new ReportTable($"{text}-caption", [new ReportColumn($"{text}-column"), new ReportColumn("%", IsNumber: true)], [[$"{text}-cell", "12.50"]])],
            Figures = [new ReportFigure(Figure, $"{text}-figure")],
            Settings = [new ReportSettings($"{text}-group", [new($"{text}-name", $"{text}-value")], IsFolded: true)],
        };
        return new HtmlReportData(
            $"{text}-h1",
            [$"{text}-result"],
            [section, section, section],
            new ReportFooter($"{text}-version", $"{text}-run", $"{text}-replay"))
        {
            Subtitle = $"{text}-subtitle",
            Notes = [new ReportNote($"{text}-note")],
        };
    }
}
