using Temper.Devices;
using Xunit;

namespace Temper.Tests.Devices;

public sealed class PhiloxTests
{
    // Known-answer vectors for philox4x32-10, as published with Random123 (kat_vectors).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Passes_the_published_known_answer_vectors(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        Assert.Equal((w0, w1, w2, w3), Philox.Generate(c0, c1, c2, c3, k0, k1));
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
    {
        var order = new Philox(1, RandomPurpose.Shuffle).Permutation(1000);

        Assert.NotEqual(Enumerable.Range(0, 1000), order);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
    }

    [Fact]
    public void Purpose_unit_step_and_seed_each_give_another_stream()
    {
        var words = new[]
        {
            new Philox(1, RandomPurpose.Dropout).Block(0),
            new Philox(2, RandomPurpose.Dropout).Block(0),
            new Philox(1UL << 32, RandomPurpose.Dropout).Block(0),
            new Philox(1, RandomPurpose.Weights).Block(0),
            new Philox(1, RandomPurpose.Dropout, unit: 1).Block(0),
            new Philox(1, RandomPurpose.Dropout, step: 1).Block(0),
            new Philox(1, RandomPurpose.Dropout, step: 1UL << 32).Block(0),
            new Philox(1, RandomPurpose.Dropout).Block(1),
        };

        Assert.Equal(words.Length, words.Distinct().Count());
    }

    [Fact]
    public void Draws_below_a_bound_are_even()
    {
        var stream = new Philox(3, RandomPurpose.Test);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[stream.Below(i, 10)]++;
        }

        // 10,000 expected each, standard deviation 95: five of them are 475.
        Assert.All(counts, count => Assert.InRange(count, 9_525, 10_475));
    }
}
