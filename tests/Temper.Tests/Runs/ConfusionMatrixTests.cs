using System.Text.Json;
using CsCheck;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Runs;

public sealed class ConfusionMatrixTests
{
    /// <summary>Against counts in a plain square, for any labels and guesses.</summary>
    [Fact]
    public void It_counts_pairs_and_comes_back_from_json()
    {
        var rows = from classes in Gen.Int[1, 12]
                   from pairs in Gen.Select(Gen.Int[0, classes - 1], Gen.Int[0, classes - 1]).Array[0, 200]
                   select (classes, pairs);
        rows.Sample(
            sample =>
            {
                var (classes, pairs) = sample;
                var square = new int[classes, classes];
                foreach (var (truth, guess) in pairs)
                {
                    square[truth, guess]++;
                }

                var matrix = ConfusionMatrix.Of([.. pairs.Select(pair => pair.Item1)], [.. pairs.Select(pair => pair.Item2)], classes);
                var back = JsonSerializer.Deserialize<ConfusionMatrix>(JsonSerializer.Serialize(matrix))!;
                Assert.Equal(Cells(square, classes), Cells(matrix));
                Assert.Equal(Cells(square, classes), Cells(back));
                Assert.Equal(Enumerable.Range(0, classes).Select(c => pairs.Count(pair => pair.Item1 == c)), matrix.TrueRows());
                Assert.Equal(Enumerable.Range(0, classes).Select(c => pairs.Count(pair => pair.Item2 == c)), matrix.GuessedRows());
                Assert.Equal(Enumerable.Range(0, classes).Select(c => square[c, c]), matrix.RightRows());
            },
            iter: 100);
    }

    [Fact]
    public void The_most_frequent_mistakes_come_first_and_a_part_keeps_its_classes_counts()
    {
        var matrix = ConfusionMatrix.Of([0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 2, 1, 0, 0, 1, 1, 1, 2], 3);
        Assert.Equal([(2, 1, 3), (1, 0, 2), (0, 2, 1)], matrix.Mistakes().Select(mistake => (mistake.Truth, mistake.Cell.Guess, mistake.Cell.Rows)));
        var part = matrix.Part([2, 1]);
        Assert.Equal(2, part.Classes);
        Assert.Equal((1, 3, 0, 1), (part[0, 0], part[0, 1], part[1, 0], part[1, 1]));
    }

    [Fact]
    public void What_is_no_class_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 1], [0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0], [2], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0], [-1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([2], [0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0], [1], 2)[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0], [1], 2)[-1, 0]);
    }

    /// <summary>A million pairs of a thousand classes would be megabytes in each record.</summary>
    [Fact]
    public void What_it_takes_grows_with_the_rows_and_not_with_the_classes()
    {
        int[] labels = [.. Enumerable.Range(0, 20_000)];
        var json = JsonSerializer.Serialize(ConfusionMatrix.Of(labels, labels, labels.Length));
        Assert.True(json.Length < 15 * labels.Length, $"{json.Length} characters");
        Assert.Equal("[{\"0\":1},{\"1\":1},", json[..17]);
    }

    private static IEnumerable<(int, int, int)> Cells(int[,] square, int classes) =>
        from truth in Enumerable.Range(0, classes)
        from guess in Enumerable.Range(0, classes)
        where square[truth, guess] > 0
        select (truth, guess, square[truth, guess]);

    private static IEnumerable<(int, int, int)> Cells(ConfusionMatrix matrix) =>
        Enumerable.Range(0, matrix.Classes).SelectMany(truth => matrix.Row(truth).Select(cell => (truth, cell.Guess, cell.Rows)));
}
