using System.Text.RegularExpressions;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Lab.Reports;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Tables and prose in any room: no line is too wide, no number cut, no verdict broken.</summary>
public sealed partial class TextFoldTests
{
    public static readonly TheoryData<int> Widths = [40, 60, 80, 120];

    [Theory]
    [InlineData("dropout=0.1+l2=0.0001+batchnorm", 15, "dropout=0.1+", "l2=0.0001+", "batchnorm")]
    [InlineData("label-smoothing=0.1", 12, "label-", "smoothing=", "0.1")]
    [InlineData("1e-4+2e+5", 5, "1e-4+", "2e+5")]
    [InlineData("2026-11-27 09:40:52", 12, "2026-11-27", "09:40:52")]
    [InlineData("/data/my-images/2024", 12, "/data/my-", "images/2024")]
    [InlineData("-0.52 to +1.20", 8, "-0.52 to", "+1.20")]
    [InlineData("too few seeds", 8, "too few", "seeds")]
    public void Names_are_folded_at_their_signs_and_numbers_stay_whole(string text, int columns, params string[] lines) =>
        Assert.Equal(lines, TextFold.Cell(text, columns, isName: true));

    [Theory]
    [InlineData("プルオーバー", 12)]
    [InlineData("e\u0301te\u0301", 3)]
    [InlineData("👗", 2)]
    [InlineData("한국", 4)]
    [InlineData("a\u200bb", 2)]
    [InlineData("✅ ok", 5)]
    [InlineData("한", 2)]
    public void Wide_signs_count_two_and_marks_none(string text, int columns) => Assert.Equal(columns, CellText.Width(text));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Prose_is_folded_between_words_and_a_path_stays_whole(int width)
    {
        const string Path = "/home/somebody/with/a/rather/long/name/runs/chapter-0123456789/report.html";
        var line = $"  warning: of 10000 test images 1,654 were guessed wrong by label-smoothing=0.1+batchnorm+dropout=0.5+l2=0.0001+patience=3; see {Path} and 服装の画像 for more.";
        var lines = TextFold.Prose(line, width);
        Assert.All(lines, one => Assert.True(CellText.Width(one) <= width || one.Trim() == Path, one));
        Assert.Equal(line.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(Numbers(line), Numbers(string.Join('\n', lines)));
        Assert.Contains(lines, one => one.Contains(Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_is_folded_beside_paths_with_blanks_and_not_in_them()
    {
        using var folder = new TempFolder();
        folder.Write("my own models/a picture.png", [0]);
        var (there, typed, within) = (folder.Sub("my own models", "a picture.png"), folder.Sub("not there", "yet"), folder.Sub("my own models"));
        var paths = new KnownPaths();
        paths.Add(typed);
        Assert.Equal(
            ["A", $"  {there}:", "  damaged;", $"  \"{typed}\"", "  is not", "  there", "  (see", $"  {within})", "  and /etc", "  or", "  /not/a", "  file"],
            TextFold.Prose($"A {there}: damaged; \"{typed}\" is not there (see {within}) and /etc or /not/a file", 10, paths: paths));
    }

    [Fact]
    public void A_line_that_fits_is_left_as_it_is() => Assert.Equal(["  epoch 1/5  loss 0.5"], TextFold.Prose("  epoch 1/5  loss 0.5", 40));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_table_fits(int width)
    {
        var random = new Random(5);
        for (var table = 0; table < 300; table++)
        {
            var columns = Enumerable.Range(0, random.Next(1, 12)).Select(c => Column(random, c)).ToList();
            var rows = Enumerable.Range(0, random.Next(0, 6)).Select(_ => (IReadOnlyList<string>)[.. columns.Select(column => Cell(random, column))]).ToList();
            var full = TextTable.Lines(columns, rows).ToList();
            var lines = TextTable.Lines(columns, rows, width).ToList();
            var needed = columns.Where(column => column.Importance == ReportColumn.Always).Sum(column => 2 + (column.IsNumber ? 9 : 13));
            if (needed <= width)
            {
                Assert.All(lines, line => Assert.True(CellText.Width(line) <= width, string.Join('\n', lines)));
            }

            Assert.Subset(Numbers(string.Join('\n', full)).ToHashSet(), Numbers(string.Join('\n', lines)).ToHashSet());
            Assert.True(!rows.Any(row => row.Contains("undecided")) || !columns.Any(column => column.Header == "Verdict")
                || lines.Count(line => line.Contains("undecided", StringComparison.Ordinal)) == rows.Count(row => row.Contains("undecided")), string.Join('\n', lines));
        }
    }

    [Fact]
    public void The_least_important_columns_go_first_and_are_named()
    {
        List<ReportColumn> columns = [new("Name"), new("Seconds", true, 1), new("Wrong", true), new("Loss", true, 2)];
        string[][] rows = [["batchnorm", "1.25", "1654", "0.4512"]];
        Assert.Equal(
            ["Name       Wrong    Loss", "---------  -----  ------", "batchnorm   1654  0.4512", "(for a wider window:", "  Seconds)"],
            TextTable.Lines(columns, rows, 25));
        Assert.Equal(4, TextTable.Lines(columns, rows, 32).Count());
        Assert.Equal(3, TextTable.Lines(columns, rows, 33).Count());
    }

    [Fact]
    public void An_interval_stays_on_one_line_before_a_name_does()
    {
        ReportColumn[] columns = [new("Question"), new("Verdict"), new("Bar", true), new("On new images", false, 6), new("Bar on new images", true, 2)];
        string[][] rows = [["dropout=0.2 x batchnorm", "more than the sum", "+0.34 to +2.87", "undecided", "-0.20 to +3.00"]];
        Assert.Equal(
            [
                "Question       Verdict                       Bar",
                "-------------  -----------------  --------------",
                "dropout=0.2 x  more than the sum  +0.34 to +2.87",
                "batchnorm",
                "(for a wider window: On new images, Bar on new",
                "  images)",
            ],
            TextTable.Lines(columns, rows, 48));
    }

    [Fact]
    public void A_matrix_comes_in_parts_with_its_first_columns_before_each()
    {
        List<ReportColumn> columns = [new("", true), new("True class"), .. Enumerable.Range(0, 10).Select(c => new ReportColumn($"{c}", true))];
        var rows = Enumerable.Range(0, 10).Select(r => (IReadOnlyList<string>)[$"{r}", "Ankle boot", .. Enumerable.Range(0, 10).Select(c => $"{1000 + (10 * r) + c}")]).ToList();
        var lines = TextTable.Lines(columns, rows, 40, keys: 2).ToList();
        Assert.All(lines, line => Assert.True(line.Length <= 40));
        Assert.Equal(100, Numbers(string.Join('\n', lines)).Count(number => number.Length == 4));
        Assert.Equal(3 * 10, lines.Count(line => line.Contains("Ankle boot", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_column_without_a_value_is_left_out() =>
        Assert.Equal(["A  C", "-  -", "x  1"], TextTable.Lines([new("A"), new("B", true), new("C", true)], [["x", "-", "1"]]));

    [Theory]
    [InlineData(20)]
    [InlineData(39)]
    [InlineData(59)]
    [InlineData(119)]
    public void The_progress_line_cuts_no_number(int columns)
    {
        var line = ProgressLine.Of("altogether 3/5", 0.42, "loss 0.4823  train 82.34%  312 steps/s  0:05 left", columns, hasColours: true);
        Assert.True(CellText.Width(line) <= columns, line);
        Assert.StartsWith("altogether 3/5", line, StringComparison.Ordinal);
        Assert.Subset(new HashSet<string>(Numbers("3/5 42% loss 0.4823  train 82.34%  312 steps/s  0:05 left")), Numbers(line).ToHashSet());
    }

    /// <summary>All numbers of a text.</summary>
    internal static IReadOnlyList<string> Numbers(string text) => [.. Number().Matches(text).Select(match => match.Value)];

    private static ReportColumn Column(Random random, int c) => random.Next(3) switch
    {
        0 when c > 0 => new("Verdict", false),
        0 or 1 => new(c == 0 ? "Name" : $"Text {(char)('a' + c)}", false, c == 0 ? ReportColumn.Always : random.Next(5)),
        _ => new($"Mean of {(char)('a' + c)}", true, random.Next(3) == 0 ? ReportColumn.Always : random.Next(5)),
    };

    private static string Cell(Random random, ReportColumn column)
    {
        string[] names = ["baseline", "dropout=0.5+l2=0.0001+batchnorm", "プルオーバー", "/a/folder/of/some-body/picture-2024_1.png", new string('x', 70), "", "Ankle boot"];
        string[] verdicts = ["helps", "hurts", "undecided", "negligible"];
        return column.IsNumber ? $"{(random.Next(2000) - 1000) / 100.0:F2}" : column.Header == "Verdict" ? verdicts[random.Next(4)] : names[random.Next(names.Length)];
    }

    [GeneratedRegex(@"(?<![\w.])[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?%?")]
    private static partial Regex Number();
}
