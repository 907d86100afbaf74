using System.Text.RegularExpressions;
using Temper.Cli.TerminalPictures;
using Xunit;

namespace Temper.Tests.TerminalPictures;

public sealed class CharacterPlotTests
{
    private static readonly PlotSeries Train = new("train", [80.91, 84.9, 86.1, 86.7, 87.12]);
    private static readonly PlotSeries Valid = new("valid", [83.2, 84.5, 85.8, 85.2, 86.05]);

    [Fact]
    public void Markers_stand_above_their_epochs_and_beside_their_values()
    {
        IReadOnlyList<string> lines = CharacterPlot.Render("Train: 87.12%", [Train], 70, 10, isColoured: false);
        Assert.Equal("Train: 87.12%", lines[0]);
        Assert.StartsWith("87.12 ┤", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("80.91 ┤o", lines[10], StringComparison.Ordinal);
        Assert.EndsWith("o", lines[1], StringComparison.Ordinal);

        string axis = lines[11];
        int[] ticks = [.. Enumerable.Range(0, axis.Length).Where(column => axis[column] == '┬')];
        int[] markers = [.. lines.Skip(1).Take(10).SelectMany(line => Enumerable.Range(0, line.Length).Where(column => line[column] == 'o')).Order()];
        Assert.Equal(ticks, markers);
        Assert.Equal("12345", Regex.Replace(lines[12], " ", ""));
        Assert.Equal(ticks, Enumerable.Range(0, lines[12].Length).Where(column => lines[12][column] != ' '));
    }

    [Fact]
    public void Lines_join_the_markers()
    {
        IReadOnlyList<string> lines = CharacterPlot.Render("", [new PlotSeries("flat", [1, 1])], 40, 5, isColoured: false);
        string row = lines.Single(line => line.Contains('o', StringComparison.Ordinal) && line.Contains('│', StringComparison.Ordinal) || line.Contains("┤o", StringComparison.Ordinal));
        Assert.Matches("o[\u2801-\u28FF]{20,}o$", row);
    }

    [Theory]
    [InlineData(30, 3)]
    [InlineData(78, 12)]
    [InlineData(200, 40)]
    public void No_line_is_wider_than_asked(int width, int height)
    {
        double[] many = [.. Enumerable.Range(0, 500).Select(epoch => Math.Sin(epoch / 20.0))];
        foreach (bool isColoured in (ReadOnlySpan<bool>)[false, true])
        {
            IReadOnlyList<string> lines = CharacterPlot.Render("t", [new PlotSeries("a", many), new PlotSeries("b", many)], width, height, isColoured);
            Assert.All(lines, line => Assert.InRange(Plain(line).Length, 0, width));
            Assert.True(lines.Count >= height + 4);
        }
    }

    [Fact]
    public void Colours_change_nothing_but_colours_and_are_always_reset()
    {
        IReadOnlyList<string> plain = CharacterPlot.Render("t", [Train, Valid], 70, 10, isColoured: false);
        IReadOnlyList<string> coloured = CharacterPlot.Render("t", [Train, Valid], 70, 10, isColoured: true);
        Assert.DoesNotContain(plain, line => line.Contains('\u001b', StringComparison.Ordinal));
        Assert.Equal(plain.Select(line => line.TrimEnd()), coloured.Select(line => Plain(line).TrimEnd()));
        Assert.All(coloured.Where(line => line.Contains('\u001b', StringComparison.Ordinal)), line => Assert.Equal("\u001b[0m", Regex.Matches(line, "\u001b\\[[0-9;]*m")[^1].Value));
        Assert.Contains(coloured, line => line.Contains("\u001b[94m", StringComparison.Ordinal));
        Assert.Contains("  o train  x valid", plain);
    }

    [Fact]
    public void Gaps_single_epochs_and_nothing_are_handled()
    {
        IReadOnlyList<string> diverged = CharacterPlot.Render("t", [new PlotSeries("train", [1, 2, double.NaN])], 40, 5, isColoured: false);
        Assert.Contains(diverged, line => line.Contains("train diverged in epoch 3", StringComparison.Ordinal));
        Assert.Equal(2, diverged.Skip(1).Take(5).Sum(line => line.Count(character => character == 'o')));
        Assert.Equal(1, CharacterPlot.Render("t", [new PlotSeries("a", [5])], 40, 5, isColoured: false).Skip(1).Take(5).Sum(line => line.Count(character => character == 'o')));
        Assert.Equal(["t", "(no epochs yet)"], CharacterPlot.Render("t", [], 40, 5, isColoured: false));
        Assert.Equal(2, CharacterPlot.Render("t", [new PlotSeries("a", [double.NaN])], 40, 5, isColoured: true).Count);
    }

    [Fact]
    public void Escape_sequences_in_names_do_not_reach_the_terminal()
    {
        IReadOnlyList<string> lines = CharacterPlot.Render("a\u001b[2Jb", [new PlotSeries("x\u001b]0;y\u0007", [1, 2])], 40, 5, isColoured: false);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    private static string Plain(string line) => Regex.Replace(line, "\u001b\\[[0-9;]*m", "");
}
