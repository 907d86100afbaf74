using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Temper.Tests;

/// <summary>What a terminal or a page would obey is shown instead.</summary>
public sealed class VisibleTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    [Theory]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("Ärmel シャツ 👕 e\u0301", "Ärmel シャツ 👕 e\u0301")]
    [InlineData("\u001b[31mred\u001b[0m", "\uFFFD[31mred\uFFFD[0m")]
    [InlineData("a\u202etxt.exe", "a\uFFFDtxt.exe")]
    [InlineData("base\u200bline", "base\uFFFDline")]
    [InlineData("a\nb\r\nc\td\u2028e\u2029f\u0085g\fh\ri", "a b c d e f g h i")]
    [InlineData("\u061c\u200e\u200f\u2066\u2069\u00ad\ufeff", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("می\u200cخواهم", "می\u200cخواهم")]
    [InlineData("👩\u200d🔬", "👩\u200d🔬")]
    [InlineData("क्\u200dष", "क्\u200dष")]
    [InlineData("a\u200db", "a\uFFFDb")]
    [InlineData("é\u200d\u200d\u200dé", "é\uFFFD\uFFFD\uFFFDé")]
    [InlineData("é\u200d", "é\uFFFD")]
    [InlineData("\u200cé", "\uFFFDé")]
    [InlineData("\u0600\u0661", "\u0600\u0661")]
    [InlineData("", "")]
    public void A_line(string text, string expected) => Assert.Equal(expected, VisibleText.Line(text));

    [Fact]
    public void Halves_of_pairs_and_tags_are_shown()
    {
        Assert.Equal("a\uFFFDb\uFFFD", VisibleText.Line("a\ud83db\ude00"));
        Assert.Equal("x\uFFFD\uFFFD", VisibleText.Line("x\U000E0041\U000E0001"));
    }

    [Fact]
    public void Lines_keep_their_ends_and_nothing_else() =>
        Assert.Equal("a\nb\r\nc\uFFFDd\uFFFD e", VisibleText.Lines("a\nb\r\nc\rd\u2028\te"));

    /// <summary>Every character there is, alone and between letters.</summary>
    [Fact]
    public void Nothing_hidden_is_left_and_nothing_seen_is_lost()
    {
        for (var value = 0; value < 0x110000; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            var rune = new Rune(value);
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                && value is not ((>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD);
            var shown = VisibleText.Line($"a{rune}b");
            Assert.True(shown == $"a{rune}b" == !isHidden, $"U+{value:X4} became {shown}");
            Assert.Equal(shown, VisibleText.Line(shown));
        }
    }

    [Fact]
    public void A_JSON_document_means_the_same()
    {
        const string Text = "a\u202eb\u200b\u007f\u009b\u2028\U000E0041 \"q\" é👩\u200d🔬";
        var json = JsonSerializer.Serialize(new[] { Text }, Relaxed);
        Assert.Contains('\u202e', json);
        var visible = VisibleText.Json(json);
        Assert.Equal(visible, VisibleText.Lines(visible));
        Assert.Equal([Text], JsonSerializer.Deserialize<string[]>(visible)!);
    }
}
