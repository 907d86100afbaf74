using System.Xml.Linq;
using CsCheck;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class SvgWriterTests
{
    [Theory]
    [InlineData(-0.001, "0")]
    [InlineData(1.256, "1.26")]
    [InlineData(1234567.891, "1234567.89")]
    [InlineData(-2.5, "-2.5")]
    public void Numbers_are_short_and_invariant(double value, string expected) => Assert.Equal(expected, SvgWriter.Number(value));

    [Fact]
    public void Any_text_gives_well_formed_xml_with_the_same_characters()
    {
        Gen.String.Sample(text =>
        {
            var svg = new SvgWriter(10, 10, text, text);
            svg.Text(1, 1, text, "", 10);
            string read = XDocument.Parse(svg.Finish(), LoadOptions.PreserveWhitespace).Texts().Single();
            Assert.Equal(text.Where(char.IsAsciiLetterOrDigit), read.Where(char.IsAsciiLetterOrDigit));
        });
        Assert.Equal("&lt;&amp;&gt;&quot;&#39; \uFFFD\uFFFD", SvgWriter.Escape("<&>\"'\n\0\uDC00"));
    }

    [Fact]
    public void A_group_left_open_is_an_error()
    {
        var svg = new SvgWriter(10, 10, "", "");
        svg.BeginGroup("tp-x");
        Assert.Throws<InvalidOperationException>(svg.Finish);
    }

    [Fact]
    public void Wrapped_lines_fit_and_lose_nothing()
    {
        Gen.Select(Gen.String[Gen.Char["abcmW áひ<&"], 0, 80], Gen.Double[30, 200]).Sample((text, room) =>
        {
            IReadOnlyList<string> lines = TextFit.Wrap(text, room, 12);
            Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.InRange(TextFit.Width(line, 12), 0, room));
        });
    }
}
