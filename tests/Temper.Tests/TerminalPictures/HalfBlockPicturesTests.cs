using System.Text.RegularExpressions;
using Temper.Cli.TerminalPictures;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.TerminalPictures;

public sealed class HalfBlockPicturesTests
{
    private static readonly string[] Names = ["T-shirt/top", "Trouser"];

    [Fact]
    public void A_half_block_holds_two_pixels_grey_when_right_and_viridis_when_wrong()
    {
        byte[] pixels = new byte[28 * 28];
        pixels[28] = 255;
        string right = HalfBlockPictures.Render([new GridPicture(pixels, 28, 28, 0, 0)], Names, 80, isColoured: true)[2];
        Assert.StartsWith("\u001b[38;2;0;0;0;48;2;255;255;255m▀\u001b[38;2;0;0;0;48;2;0;0;0m▀", right, StringComparison.Ordinal);
        string wrong = HalfBlockPictures.Render([new GridPicture(pixels, 28, 28, 0, 1)], Names, 80, isColoured: true)[2];
        Assert.StartsWith("\u001b[38;2;68;1;84;48;2;253;231;37m▀", wrong, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[0m", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_stand_side_by_side_with_their_titles()
    {
        GridPicture picture = new(new byte[28 * 28], 28, 28, 0, 1);
        IReadOnlyList<string> lines = HalfBlockPictures.Render([picture, picture, picture, picture], Names, 100, isColoured: true);
        Assert.Equal(2 + 14 + 1 + 2 + 14, lines.Count);
        Assert.Equal(3, Regex.Count(lines[0], "Guess: T-shirt/top"));
        Assert.Equal(3, Regex.Count(lines[1], "True: Trouser"));
        Assert.Equal([0, 31, 62], Regex.Matches(lines[0], "Guess").Select(match => match.Index));
        Assert.Equal(3 * 28 + 2 * 3, Plain(lines[2]).Length);
        Assert.Equal(1, Regex.Count(lines[17], "Guess"));
    }

    [Theory]
    [InlineData(8, 8, 80)]
    [InlineData(64, 48, 80)]
    [InlineData(48, 64, 80)]
    [InlineData(28, 28, 20)]
    [InlineData(29, 29, 100)]
    [InlineData(500, 3, 100)]
    public void No_line_is_wider_than_the_terminal(int height, int width, int columns)
    {
        GridPicture picture = new(Enumerable.Range(0, height * width).Select(index => (byte)index).ToArray(), height, width, 1, 0);
        string[] names = [new string('W', 100), "日本語のとても長いクラス名です日本語のとても長いクラス名です"];
        foreach (bool isColoured in (ReadOnlySpan<bool>)[false, true])
        {
            IReadOnlyList<string> lines = HalfBlockPictures.Render([picture, picture, picture], names, columns, isColoured);
            Assert.All(lines, line => Assert.InRange(CellText.Width(Plain(line)), 0, columns));
            Assert.InRange(lines.Count, 3, 120);
        }
    }

    [Fact]
    public void Without_colour_there_are_no_codes_and_a_wrong_guess_is_named()
    {
        byte[] pixels = new byte[28 * 28];
        pixels.AsSpan(0, 56).Fill(255);
        IReadOnlyList<string> lines = HalfBlockPictures.Render([new GridPicture(pixels, 28, 28, 0, 1)], Names, 80, isColoured: false);
        Assert.DoesNotContain(lines, line => line.Contains('\u001b', StringComparison.Ordinal));
        Assert.Contains("Guess: T-shirt/top (wrong)", lines);
        Assert.Equal(new string('█', 28), lines[2]);
        Assert.Equal(new string(' ', 28), lines[3]);
    }

    [Fact]
    public void Escape_sequences_in_class_names_do_not_reach_the_terminal()
    {
        IReadOnlyList<string> lines = HalfBlockPictures.Render([new GridPicture(new byte[4], 2, 2, 0, 1)], ["a\u001b[31mb", "c\nd\r"], 80, isColoured: false);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
        Assert.Equal(["(no images)"], HalfBlockPictures.Render([], Names, 80, isColoured: true));
    }

    private static string Plain(string line) => Regex.Replace(line, "\u001b\\[[0-9;]*m", "");
}
