using CsCheck;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void A_random_split_is_a_partition() =>
        Gen.Select(Gen.Int[1, 3000], Gen.Double[0, 0.99], Gen.ULong).Where((count, share, _) => count * share <= count - 1).Sample((count, share, seed) =>
        {
            var split = Split.Random(count, share, seed);

            Assert.Equal((int)Math.Ceiling((count * share) - 1e-6), split.Valid.Length);
            Assert.Equal(Enumerable.Range(0, count), split.Train.Concat(split.Valid).Order());
        });

    [Fact]
    public void A_stratified_split_is_a_partition_with_each_classs_share() =>
        Gen.Select(Gen.Int[0, 6].Array[20, 800], Gen.Double[0, 0.9], Gen.ULong).Sample((labels, share, seed) =>
        {
            var split = Split.Stratified(labels, share, seed);

            var wanted = (int)Math.Ceiling((labels.Length * share) - 1e-6);
            var exact = (double)wanted / labels.Length;
            var groups = labels.GroupBy(label => label).ToList();
            Assert.Equal(Enumerable.Range(0, labels.Length), split.Train.Concat(split.Valid).Order());
            foreach (var group in groups)
            {
                var kept = split.Valid.Count(row => labels[row] == group.Key);
                Assert.InRange(kept, (group.Count() * exact) - 1, (group.Count() * exact) + 1);
                Assert.True(kept < group.Count(), $"all {kept} images of class {group.Key} validate");
            }

            // Only classes that are too small to give their share and keep an image make the validation part smaller.
            Assert.InRange(split.Valid.Length, wanted - groups.Count(group => (group.Count() * exact) + 1 > group.Count() - 1), wanted);
        });

    [Fact]
    public void A_stratified_split_never_takes_a_classs_only_image()
    {
        int[] labels = [.. Enumerable.Repeat(0, 235), 1, 2, 3, 4, 5];
        for (var seed = 0UL; seed < 50; seed++)
        {
            var split = Split.Stratified(labels, 0.2, seed);
            Assert.Equal(48, split.Valid.Length);
            Assert.All(split.Valid, row => Assert.Equal(0, labels[row]));
        }

        Assert.Empty(Split.Stratified([0, 1, 2], 0.5, 1).Valid);
    }

    [Fact]
    public void The_chapters_split_is_48000_and_12000()
    {
        var split = Split.Random(60_000, 0.2, 42);
        Assert.Equal(48_000, split.Train.Length);
        Assert.Equal(12_000, split.Valid.Length);

        var labels = Enumerable.Range(0, 60_000).Select(i => i % 10).ToArray();
        var stratified = Split.Stratified(labels, 0.2, 42);
        Assert.Equal(Enumerable.Repeat(1_200, 10), Enumerable.Range(0, 10).Select(c => stratified.Valid.Count(row => labels[row] == c)));
    }

    [Fact]
    public void Seeds_give_different_splits_and_the_same_seed_the_same()
    {
        Assert.Equal(Split.Random(100, 0.2, 1).Valid, Split.Random(100, 0.2, 1).Valid);
        Assert.NotEqual(Split.Random(100, 0.2, 1).Valid, Split.Random(100, 0.2, 2).Valid);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    [InlineData(0.999)]
    public void A_share_that_leaves_nothing_to_train_on_is_refused(double share)
    {
        Assert.Throws<SpecException>(() => Split.Random(10, share, 1));
        Assert.Throws<SpecException>(() => Split.Stratified(new int[10], share, 1));
    }
}
