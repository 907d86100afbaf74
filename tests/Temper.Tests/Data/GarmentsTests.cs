using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class GarmentsTests
{
    // If this changes, every recorded result on the built-in data set changes with it.
    private const string Pinned = "262da0a142b11ed35945d156d103f17fd58872be4c85cccf1a80f6677ddfeba2";

    [Fact]
    public void Are_the_same_bits_everywhere()
    {
        var dataset = DrawnGarments.All;

        Assert.Equal(Pinned, dataset.Hash);
        Assert.Equal(Pinned, Garments.Hash);
        Assert.True(dataset.IsBuiltIn);
        Assert.Equal("garments", dataset.Name);
        Assert.Equal(10, dataset.Outputs);
        Assert.All(dataset.Train.Labels.CountBy(label => label), pair => Assert.Equal(6_000, pair.Value));
        Assert.All(dataset.Test.Labels.CountBy(label => label), pair => Assert.Equal(1_000, pair.Value));

        var first = Garments.First(1_100, TestContext.Current.CancellationToken);
        foreach (var (all, some) in new[] { (dataset.Train, first.Train), (dataset.Test, first.Test) })
        {
            Assert.Equal(all.Labels[..1_100], some.Labels);
            Assert.True(all.Bytes.Values.AsSpan(0, 1_100 * dataset.Features).SequenceEqual(some.Bytes.Values));
        }

        Assert.Equal(("garments", true, 10), (first.Name, first.IsBuiltIn, first.Outputs));
        Assert.NotEqual(Pinned, first.Hash);
    }

    [Fact]
    public void Do_not_depend_on_the_number_of_threads()
    {
        var one = Garments.MakeSet(7, 0, 3_000, 1, TestContext.Current.CancellationToken);
        var four = Garments.MakeSet(7, 0, 3_000, 4, TestContext.Current.CancellationToken);

        Assert.Equal(one.Labels, four.Labels);
        Assert.True(one.Bytes.Values.AsSpan().SequenceEqual(four.Bytes.Values));
    }

    [Fact]
    public void Differ_by_seed_and_set_and_each_image_is_there_once()
    {
        var token = TestContext.Current.CancellationToken;
        RowSet[] sets = [Garments.MakeSet(1, 0, 1_000, 0, token), Garments.MakeSet(1, 1, 1_000, 0, token), Garments.MakeSet(2, 0, 1_000, 0, token)];

        var images = sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(i => Convert.ToBase64String(set.Bytes.Row(i))));

        Assert.Equal(3_000, images.Distinct().Count());
    }

    [Fact]
    public void Every_image_shows_something_on_black()
    {
        var set = Garments.MakeSet(3, 0, 2_000, 0, TestContext.Current.CancellationToken);

        for (var i = 0; i < set.Count; i++)
        {
            var lit = set.Bytes.Row(i).ToArray().Count(pixel => pixel > 25);
            Assert.InRange(lit, 20, 640);
        }
    }

    [Fact]
    public void Can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => Garments.Make(cancellationToken: source.Token));
    }
}
