using System.Text;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

/// <summary>Names in Markdown are text.</summary>
public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("dropout=0.1+batchnorm, 85.2%", "dropout=0.1+batchnorm, 85.2%")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("<script>", "\\<script\\>")]
    [InlineData("[x](http://e.example)", "\\[x\\](http\\://e.example)")]
    [InlineData("www.e.example", "www\\.e.example")]
    [InlineData("&#x202e;&lt;", "\\&\\#x202e;\\&lt;")]
    [InlineData("# heading", "\\# heading")]
    [InlineData("- item", "\\- item")]
    [InlineData("1. item", "1\\. item")]
    [InlineData("100.00", "100.00")]
    [InlineData("===", "\\===")]
    [InlineData("`code` ~~x~~ *y* _z_ \\", "\\`code\\` \\~\\~x\\~\\~ \\*y\\* \\_z\\_ \\\\")]
    [InlineData("a\u202e\u001b[31m\nb", "a\uFFFD\uFFFD\\[31m b")]
    public void A_name_becomes_neither_Markdown_nor_HTML(string name, string expected) => Assert.Equal(expected, MarkdownText.Escape(name));

    [Fact]
    public void A_command_cannot_leave_its_block()
    {
        var text = new StringBuilder();
        MarkdownText.Replay(text, "temper '```\n# x\u001b'");
        Assert.Equal("\nReplay:\n\n````sh\ntemper '```\n# x\uFFFD'\n````\n", text.ToString());
    }
}
