using Temper.Devices;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>ReLU, dropout, scaling, copies, norms and clipping on a GPU against the reference.</summary>
public sealed class ElementwiseTests
{
    /// <summary>One element, less than a warp, several tiles below and beside each other; no multiples of 16 or 64.</summary>
    private static readonly (int Rows, int Features)[] Sizes = [(1, 1), (7, 17), (67, 33)];

    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Relu_and_its_backward_are_the_references(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var (rows, features) in Sizes)
        {
            using var pair = new GpuPair(device);
            var x = pair.Signed(rows * features, 2);
            var d = pair.Signed(rows * features, 2);

            pair.Do((on, view) =>
            {
                on.Run(new ReluForward(view(x), rows));
                on.Run(new ReluBackward(view(x), view(d), 2, rows));
            });

            x.AreClose("relu", 0);
            d.AreClose("relu gradient", 0);
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Relu_keeps_NaN_and_infinity_as_PyTorch_does(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var pair = new GpuPair(device);
        var x = pair.Of([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, float.Epsilon, -float.Epsilon]);

        device.Run(new ReluForward(x.Gpu, 1));

        Close.Absolute("relu", [double.NaN, double.PositiveInfinity, 0, 0, 0, float.Epsilon, 0], x.Gpu.ToDoubles(), 0);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Dropout_drops_exactly_what_the_mask_says(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var (rows, features) in Sizes)
        {
            foreach (var p in rows == 7 ? [0, 0.1, 0.5, 1] : new[] { 0.3 })
            {
                using var pair = new GpuPair(device);
                var x = pair.Of([.. Nets.Uniforms(3, 4, 0, rows * features).Select(value => value + 1)]);
                var mask = new DropoutMask(new Philox((5UL << 32) + 77, RandomPurpose.Dropout, 3, (1UL << 40) + 5), p);

                pair.Do((on, view) => on.Run(new ApplyDropout(view(x), mask, rows)));

                x.AreClose($"dropout({p}) of {rows} x {features}", 2e-7 * mask.Scale * 2);
                var kept = x.Gpu.ToSingles().Select(value => value != 0);
                Assert.Equal(Enumerable.Range(0, rows * features).Select(mask.Keeps), kept);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Scaling_copies_and_sums_of_squares_are_the_references(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var size in new[] { 1, 2111 })
        {
            using var pair = new GpuPair(device);
            var x = pair.Signed(size, 4);
            var copy = pair.Empty(size);

            pair.Do((on, view) =>
            {
                on.Run(new Scale(view(x), 0.3));
                on.Run(new Copy(view(x), view(copy)));
            });

            x.AreClose("scaled", 4e-8);
            Assert.Equal(x.Gpu.ToSingles(), copy.Gpu.ToSingles());
            // Squares of the GPU's own floats: both sums have 64 bits.
            var sum = x.Gpu.ToDoubles().Sum(value => value * value);
            Close.Number("sum of squares", sum, device.SumOfSquares(x.Gpu), 1e-12 * sum);
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Clipping_scales_down_to_the_limit_and_never_up(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var limit in new[] { 0.5, 1e6 })
        {
            using var pair = new GpuPair(device);
            var g = pair.Signed(97, 5);
            var before = g.Gpu.ToSingles();

            pair.Do((on, view) => on.Run(new ClipNorm(view(g), limit)));

            g.AreClose($"clipped to {limit}", 1e-7);
            Assert.Equal(limit > 1, before.AsSpan().SequenceEqual(g.Gpu.ToSingles()));
            Assert.True(device.SumOfSquares(g.Gpu) < limit * limit * 1.000001);
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Clipping_leaves_a_norm_that_is_no_number_as_the_reference_does(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity })
        {
            using var pair = new GpuPair(device);
            var g = pair.Of([1, bad, -2]);

            pair.Do((on, view) => on.Run(new ClipNorm(view(g), 0.5)));

            g.AreClose($"clipped {bad}", 0);
        }
    }
}
