using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
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

    [Fact]
    public void Regularizers_differ_by_name_and_one_that_only_one_run_has_is_shown_whole()
    {
        var record = StoreWork.Record(1);
        var left = With(new MixUp(), new Ema(0.9), new EarlyStopping(3, 0.5));
        Assert.Equal(
            [("spec.regularizers.ema.decay", "0.9", "0.99"), ("spec.regularizers.early-stopping", "early-stopping=3:minDelta=0.5", "-"), ("spec.regularizers.swa", "-", "swa=0.75")],
            Spec(left, With(new Swa(), new Ema(0.99), new MixUp())));
        Assert.Empty(Spec(left, With(new EarlyStopping(3, 0.5), new Ema(0.9), new MixUp())));

        // Of three runs each has its own value, though the first two differ in a number and the third lacks it.
        var three = RunDifferences.OfSettings([(With(new Ema(0.9)).Spec, "d", ""), (With(new Ema(0.99)).Spec, "d", ""), (With().Spec, "d", "")]);
        Assert.Equal(["ema=0.9", "ema=0.99", "-"], Assert.Single(three).Values);

        RunRecord With(params Regularizer[] regularizers) => record with { Spec = record.Spec with { Regularizers = regularizers } };
    }

    [Fact]
    public void Nets_of_different_length_are_shown_layer_by_layer_with_their_numbers()
    {
        var record = StoreWork.Record(1);
        var left = With(new Linear(8), new ReLU(), new Linear(3));
        Assert.Equal(
            [("spec.layers", "Linear 8, ReLU, Linear 3", "Linear 8 bias=false, LeakyReLU 0.2, Dropout 0.25, BatchNorm1d eps=0.001, Residual(Linear 8, GELU), Linear 3 name=out")],
            Spec(left, With(
                new Linear(8, Bias: false), new LeakyReLU(0.2), new Dropout(0.25), new BatchNorm1d(Eps: 1e-3), new Residual([new Linear(8), new GELU()]), new Linear(3) { Name = "out" })));
        Assert.Equal([("spec.layers[0].outFeatures", "8", "9")], Spec(left, With(new Linear(9), new ReLU(), new Linear(3))));

        RunRecord With(params LayerSpec[] layers) => record with { Spec = record.Spec with { Layers = layers } };
    }

    [Fact]
    public void Values_that_differ_never_have_the_same_text_and_no_number_is_cut()
    {
        var record = StoreWork.Record(1) with { Loss = [.. Enumerable.Repeat(0.123456789012345, 40), 1] };
        var field = Assert.Single(RunDifferences.Of(record, record with { Loss = [.. record.Loss.SkipLast(1), 2, 3] }));
        Assert.Equal(("loss", "[40 alike, 1]", "[40 alike, 2, 3]"), (field.Name, field.Left, field.Right));

        var long1 = string.Join(' ', Enumerable.Repeat("12345", 30));
        var machine = Assert.Single(RunDifferences.Of(record with { Machine = $"{long1} a" }, record with { Machine = $"{long1} b" }));
        Assert.Equal(($"\"{long1} a\"", $"\"{long1} b\""), (machine.Left, machine.Right));
        Assert.EndsWith("12345 ...\"", Assert.Single(RunDifferences.Of(record with { Machine = long1 }, record)).Left, StringComparison.Ordinal);

        // An object on one side only.
        var left = record with { Spec = record.Spec with { Schedule = new WarmUp(9, Then: new OneCycleLR(0.123456789012345, 0.123456789012345, 0.123456789012345)) } };
        var right = record with { Spec = record.Spec with { Schedule = new WarmUp(9) } };
        var (_, whole, none) = Assert.Single(Spec(left, right));
        Assert.Equal((4, "-"), (whole.Split("0.123456789012345").Length, none));
        Assert.EndsWith("}", whole, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string, string)> Spec(RunRecord left, RunRecord right) =>
        RunDifferences.Of(left, right).Where(field => field.Name.StartsWith("spec.", StringComparison.Ordinal)).Select(field => (field.Name, field.Left, field.Right));

    private static FieldDifference? Guesses(RunRecord left, RunRecord right) =>
        RunDifferences.Of(left, right).SingleOrDefault(field => field.Name == RunDifferences.Guesses);
}
