using Temper.Cli.Commands.Runs;
using Temper.Lab.Runs;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Cli;

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
    public void Guesses_on_other_data_are_not_compared_image_by_image()
    {
        var field = Guesses(StoreWork.Record(1), StoreWork.Record(2) with { DatasetHash = "d1" })!;

        Assert.Equal(("1949 of 10000 wrong, of other data", "1948 of 10000 wrong, of other data"), (field.Left, field.Right));
    }

    private static FieldDifference? Guesses(RunRecord left, RunRecord right) =>
        RunDifferences.Of(left, right).SingleOrDefault(field => field.Name == RunDifferences.Guesses);
}
