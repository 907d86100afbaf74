using Temper.Lab.Runs;
using Temper.Optimizers;
using Temper.Tasks;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Runs;

public sealed class RunDifferencesTests
{
    [Fact]
    public void Guesses_are_counted_and_never_shown()
    {
        var (left, right) = (StoreWork.Record(1), StoreWork.Record(2));
        var field = Guesses(left, right)!;

        // Both miss the same images in the same way, but the first misses one more.
        Assert.Equal(("1 of 10000 guessed differently, 0 right only here", "1 of 10000 guessed differently, 1 right only here", true), (field.Left, field.Right, field.IsResult));
        Assert.Null(Guesses(left, left with { Machine = "another" }));
        Assert.All(RunDifferences.Of(left, right), difference => Assert.InRange(difference.Left.Length, 0, 60));
    }

    [Fact]
    public void Of_confusions_the_count_that_differs_most_is_told()
    {
        var left = StoreWork.Record(1) with { Confusion = Confusion([0, 0, 0, 1], [0, 1, 1, 1], 10) };
        Assert.Equal(
            ("true class 0 é, guess class 1 é: 2 (3 differ)", "true class 0 é, guess class 1 é: 0 (3 differ)"),
            Field(left, left with { Confusion = Confusion([0, 0, 0, 1], [0, 0, 2, 1], 10) }));
        Assert.Equal(
            ("true class 1 é, guess class 1 é: 1 (1 differs)", "true class 1 é, guess class 1 é: 2 (1 differs)"),
            Field(left, left with { Confusion = Confusion([0, 0, 0, 1, 1], [0, 1, 1, 1, 1], 10) }));
        Assert.Equal(
            ("of 10 classes", "of 2 classes"),
            Field(left, left with { Task = new Classification(["a", "b"]), Confusion = Confusion([0, 1], [1, 1], 2) }));

        static ConfusionMatrix Confusion(int[] labels, int[] guesses, int classes) => ConfusionMatrix.Of(labels, guesses, classes);

        static (string, string) Field(RunRecord left, RunRecord right)
        {
            var field = Assert.Single(RunDifferences.Of(left, right), difference => difference.Name == "confusion");
            return (field.Left, field.Right);
        }
    }

    [Fact]
    public void Guesses_on_other_data_are_not_compared_image_by_image()
    {
        var field = Guesses(StoreWork.Record(1), StoreWork.Record(2) with { DatasetHash = "d1" })!;

        Assert.Equal(("1949 of 10000 wrong, of other data", "1948 of 10000 wrong, of other data"), (field.Left, field.Right));
    }

    [Fact]
    public void Settings_of_several_runs_are_told_by_name_with_each_runs_value()
    {
        var spec = StoreWork.Record(1).Spec;
        var fields = RunDifferences.OfSettings([(spec, "d0", ""), (spec with { Seed = 7, Epochs = 9 }, "d0", ""), (spec with { Optimizer = new SGD(0.5) }, "d1", "gpu")]);

        Assert.Equal(["1", "7", "1"], Values("spec.seed"));
        Assert.Equal(["5", "9", "5"], Values("spec.epochs"));
        Assert.Equal(["\"d0\"", "\"d0\"", "\"d1\""], Values("datasetHash"));
        Assert.Equal(["\"cpu\"", "\"cpu\"", "\"gpu\""], Values("arithmetic"));
        Assert.Equal("0.5", Values("spec.optimizer.learningRate")[2]);
        Assert.Empty(RunDifferences.OfSettings([(spec, "d0", ""), (spec, "d0", "")]));

        IReadOnlyList<string> Values(string name) => Assert.Single(fields, field => field.Name == name).Values;
    }

    private static FieldDifference? Guesses(RunRecord left, RunRecord right) =>
        RunDifferences.Of(left, right).SingleOrDefault(field => field.Name == RunDifferences.Guesses);
}
