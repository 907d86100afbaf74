using CsCheck;
using Temper.Data;
using Temper.Layers;
using Temper.Tasks;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Data sets of arrays: a library user's own numbers.</summary>
public sealed class FromArraysTests
{
    [Fact]
    public void A_table_of_classes_has_its_rows_labels_and_names()
    {
        var data = Dataset.FromArrays(Grid(100, 3), Labels(100, 4), new ArrayOptions { Name = "mine", ClassNames = ["a", "b", "c", "d"] });

        Assert.Equal(("mine", 3, 4, 100), (data.Name, data.Features, data.Outputs, data.Train.Count + data.Test.Count));
        Assert.Equal(Shape.Row(3), data.Train.Shape);
        Assert.Equal(new Classification(["a", "b", "c", "d"]), data.Task);
        Assert.InRange(data.Test.Count, 8, 34);
        foreach (var set in new[] { data.Train, data.Test })
        {
            var rows = (FloatRows)set.Inputs;
            Assert.All(Enumerable.Range(0, set.Count), row =>
            {
                Assert.Equal(rows.Row(row)[0] + 0.5f, rows.Row(row)[1]);
                Assert.Equal((int)rows.Row(row)[0] % 4, set.Labels[row]);
            });
        }
    }

    [Fact]
    public void A_table_of_values_has_a_unit_and_classes_need_no_names()
    {
        var values = Dataset.FromArrays(Grid(50, 2), Enumerable.Range(0, 50).Select(i => i / 2f).ToArray(), new ArrayOptions { Unit = "kg" });
        Assert.Equal((new Regression("kg"), 1), (values.Task, values.Outputs));
        Assert.Equal(["RMSE (kg)", "R2"], values.Task.Scores.Select(score => score.Title));
        Assert.Empty(values.ClassNames);

        // Without names, and with more classes than a byte holds.
        var many = Dataset.FromArrays(Grid(900, 2), Labels(900, 300));
        Assert.Equal((300, "0", "299"), (many.Outputs, many.ClassNames[0], many.ClassNames[^1]));
        Assert.Equal(299, many.Train.Labels.Concat(many.Test.Labels).Max());
    }

    [Fact]
    public void Pictures_of_floats_keep_their_shape()
    {
        var shape = new Shape(2, 3, 4);
        var data = Dataset.FromArrays(new float[30 * 24], shape, Labels(30, 3), new ArrayOptions { TestShare = 0 });
        Assert.Equal((shape, 30, 0), (data.Train.Shape, data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void Repeats_are_on_one_side_and_rows_added_later_move_none() => Gen.Int[0, 40].Array[5, 300].Sample(numbers =>
    {
        var few = Parts(numbers[..(numbers.Length / 2)]);
        var all = Parts(numbers);
        Assert.Empty(all.Train.Intersect(all.Test));
        Assert.All(few.Train, number => Assert.DoesNotContain(number, all.Test));
        Assert.All(few.Test, number => Assert.DoesNotContain(number, all.Train));

        static (HashSet<float> Train, HashSet<float> Test) Parts(int[] numbers)
        {
            var inputs = new float[numbers.Length + 1, 1];
            for (var i = 0; i < numbers.Length; i++)
            {
                inputs[i, 0] = numbers[i];
            }

            // One that is always trained on, so that there is something left whatever is drawn.
            inputs[numbers.Length, 0] = 1000;
            var data = Dataset.FromArrays(inputs, new int[numbers.Length + 1]);
            return ([.. ((FloatRows)data.Train.Inputs).Values], [.. ((FloatRows)data.Test.Inputs).Values]);
        }
    });

    [Fact]
    public void The_hash_is_of_all_that_is_learned_from_and_of_nothing_else()
    {
        var options = new ArrayOptions { TestShare = 0 };
        var hashes = new[]
        {
            Dataset.FromArrays(Grid(20, 2), Labels(20, 4), options).Hash,
            Dataset.FromArrays(Grid(20, 2), Labels(20, 5), options).Hash,
            Dataset.FromArrays(Grid(20, 2), Labels(20, 4).Select(label => label + 300).ToArray(), options).Hash,
            Dataset.FromArrays(Grid(20, 2), new float[20], options).Hash,
            Dataset.FromArrays(Grid(20, 2), Enumerable.Repeat(1f, 20).ToArray(), options).Hash,
            Dataset.FromArrays(Grid(10, 4), Labels(10, 4), options).Hash,
            Dataset.FromArrays(new float[40], new Shape(1, 1, 2), Labels(20, 4), options).Hash,
        };
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Dataset.FromArrays(Grid(20, 2), Labels(20, 4), options with { Name = "other", ClassNames = ["a", "b", "c", "d"] }).Hash);
    }

    [Fact]
    public void What_does_not_fit_is_one_line_with_row_and_column()
    {
        var inputs = Grid(10, 3);
        inputs[4, 2] = float.NaN;
        Refused(() => Dataset.FromArrays(inputs, Labels(10, 2)), "Row 4, column 2 (both from 0) is NaN, expected a finite number");
        Refused(() => Dataset.FromArrays(Grid(10, 3), Labels(9, 2)), "9 labels for 10 rows of 3 features; expected one for each");
        Refused(() => Dataset.FromArrays(Grid(10, 3), [1, float.PositiveInfinity, .. new float[8]]), "predicted of row 1 (from 0) is Infinity");
        Refused(() => Dataset.FromArrays(Grid(3, 3), [0, 1, -1]), "the label of row 2 (from 0) is -1, expected 0 or more");
        Refused(() => Dataset.FromArrays(Grid(3, 3), [0, 1, 2], new ArrayOptions { ClassNames = ["a", "b"] }), "is 2, expected 0 to 1 for 2 class names");
        Refused(() => Dataset.FromArrays(new float[10], Shape.Row(3), Labels(3, 2)), "10 numbers are no whole number of rows of 3 features");
        Refused(() => Dataset.FromArrays(Grid(3, 3), [0, 1, 1], new ArrayOptions { TestShare = 1 }), "at least 0 and below 1, received 1");

        static void Refused(Func<object> make, string expected)
        {
            var message = Assert.Throws<DataException>(make).Message;
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void Parts_of_two_kinds_make_no_data_set()
    {
        var floats = new RowSet(new FloatRows(new float[4], Shape.Row(2)), [0, 1]);
        var bytes = RowSet.OfImages(new byte[4], [0, 1], 1, 2);
        var values = new RowSet(new FloatRows(new float[4], Shape.Row(2)), [0f, 1f]);
        var task = new Classification(["a", "b"]);
        Assert.Contains("expected the same of both", Assert.Throws<DataException>(() => Dataset.Of("x", floats, bytes, task)).Message, StringComparison.Ordinal);
        Assert.Contains("test rows have values, expected labels", Assert.Throws<DataException>(() => Dataset.Of("x", floats, values, task)).Message, StringComparison.Ordinal);
        Assert.Contains("training rows have labels, expected values", Assert.Throws<DataException>(() => Dataset.Of("x", floats, floats, new Regression())).Message, StringComparison.Ordinal);
    }

    private static float[,] Grid(int rows, int columns)
    {
        var inputs = new float[rows, columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                inputs[r, c] = r + (c / 2f);
            }
        }

        return inputs;
    }

    private static int[] Labels(int rows, int classes) => [.. Enumerable.Range(0, rows).Select(row => row % classes)];
}
