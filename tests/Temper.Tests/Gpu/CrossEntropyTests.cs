using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>The loss on a GPU against the reference, and what it does with numbers that are none.</summary>
public sealed class CrossEntropyTests
{
    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Loss_gradient_and_guesses_are_the_references(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var classes in new[] { 1, 2, 3, 10, 11 })
        {
            foreach (var (rows, smoothing) in new[] { (1, 0.1), (31, 0), (33, 0.1), (67, 1.0) })
            {
                using var pair = new GpuPair(device);
                var z = pair.Of([.. Nets.Signed(1, 40, 0, rows * classes).Select(value => value * 16)]);
                var d = pair.Empty(rows * classes);
                var result = pair.Empty(2);
                var labels = Nets.Labels(1, 41, 0, rows + 3, classes);

                pair.Do((on, view) => Run(on, view(z), labels, rows, classes, smoothing, view(d), view(result)));

                // A label smoothing of 0.1 is a float on the GPU: 1.5e-9 of each target.
                d.AreClose($"gradient of {rows} x {classes}", 1e-7 / rows);
                result.AreClose($"loss of {rows} x {classes}", 2e-5);
                Assert.Equal(result.Reference.ToDoubles()[1], result.Gpu.ToDoubles()[1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void More_rows_than_wait_at_a_time_give_the_references_loss(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var pair = new GpuPair(device);
        const int Rows = 1031;
        var z = pair.Signed(Rows * 2, 1);
        var d = pair.Empty(Rows * 2);
        var result = pair.Empty(2);
        var labels = Nets.Labels(1, 41, 0, Rows + 3, 2);

        pair.Do((on, view) => Run(on, view(z), labels, Rows, 2, 0, view(d), view(result)));

        d.AreClose("gradient", 1e-7 / Rows);
        result.AreClose("loss", 2e-6);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Without_a_gradient_the_loss_is_the_same(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var pair = new GpuPair(device);
        var z = pair.Signed(5 * 3, 2);
        var d = pair.Empty(5 * 3);
        var with = pair.Empty(2);
        var without = pair.Empty(2);
        var labels = Nets.Labels(1, 41, 0, 8, 3);

        pair.Do((on, view) => Run(on, view(z), labels, 5, 3, 0.1, view(d), view(with)));
        pair.Do((on, view) => Run(on, view(z), labels, 5, 3, 0.1, default, view(without)));

        Assert.Equal(with.Gpu.ToSingles(), without.Gpu.ToSingles());
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Of_several_largest_logits_the_first_is_the_guess(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var pair = new GpuPair(device);
        var z = pair.Of([1, 2, 2, 0, 0, 0]);
        var result = pair.Empty(2);

        Run(device, z.Gpu, [9, 1, 0], 2, 3, 0, default, result.Gpu);
        Assert.Equal(2, result.Gpu.ToDoubles()[1]);
        Run(device, z.Gpu, [9, 2, 1], 2, 3, 0, default, result.Gpu);
        Assert.Equal(0, result.Gpu.ToDoubles()[1]);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Large_and_impossible_logits_are_treated_as_in_the_reference(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        const double Infinity = double.PositiveInfinity;
        foreach (var logits in new[]
        {
            [1000, -1000, 0], [-1000, 1000, 0], [3e38, -3e38, 1], [700, 0, -700], [-3e38, -3e38, -3e38],
            [1, -Infinity, 0], [-Infinity, 1, 0], [Infinity, 1, 0], [1, Infinity, 0], [-Infinity, -Infinity, -Infinity],
            [double.NaN, 1, 0], [1, double.NaN, 0], new[] { 1, 0, double.NaN },
        })
        {
            using var pair = new GpuPair(device);
            var z = pair.Of([.. logits.Select(value => (double)(float)value)]);
            var d = pair.Empty(3);
            var result = pair.Empty(2);

            pair.Do((on, view) => Run(on, view(z), [0, 0], 1, 3, 0, view(d), view(result)));

            var what = string.Join(", ", logits);
            d.AreClose($"gradient of {what}", 1e-7);
            Close.Number($"loss of {what}", (float)result.Reference.ToDoubles()[0], result.Gpu.ToDoubles()[0], 1e-4);
            Assert.Equal(result.Reference.ToDoubles()[1], result.Gpu.ToDoubles()[1]);
        }
    }

    /// <summary>Labels from the second on.</summary>
    private static void Run(Device device, View logits, byte[] labels, int rows, int classes, double smoothing, View gradient, View result)
    {
        using var truth = new LabelTargets(device, labels, classes, first: 1, rows);
        device.Run(new SoftmaxCrossEntropy(logits, truth.All, rows, classes, smoothing, gradient, result));
    }
}
