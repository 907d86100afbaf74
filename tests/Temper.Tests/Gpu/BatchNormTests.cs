using Temper.Devices;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Batch normalization on a GPU against the reference: alone, and as part of a product's kernel.</summary>
public sealed class BatchNormTests
{
    private const double Eps = 1e-2;
    private const double Momentum = 0.3;

    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Standing_alone_all_three_operations_give_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var (rows, features) in new[] { (2, 1), (3, 5), (31, 3), (33, 3) })
        {
            Compare(device, rows, inputs: 0, features, isAffine: rows != 3);
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Behind_a_Linear_all_three_operations_give_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, warps: 2);
        using var device = pool.Open(1)[0];
        foreach (var (rows, features) in new[] { (2, 1), (3, 5), (33, 3) })
        {
            Compare(device, rows, inputs: 3, features, isAffine: rows != 3);
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void More_rows_than_a_products_tile_give_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, warps: 4);
        using var device = pool.Open(1)[0];
        Compare(device, rows: 131, inputs: 2, features: 3, isAffine: true);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void More_rows_than_fit_into_a_block_are_an_error_that_names_the_limit(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        const int Rows = (12 * 1024) + 1;
        using var x = device.Allocate(Rows);
        using var y = device.Allocate(Rows);
        using var parts = device.Allocate(4);
        View Part(int i) => parts.All.Slice(i, 1);
        device.Run(new BatchNormTrain(x.All, y.All, new BatchNormViews(default, default, Part(0), Part(1), Part(2), Part(3), default, default), Rows, Eps, Momentum));

        var error = Assert.Throws<SpecException>(() => y.All.ToSingles());
        Assert.Contains("12288 rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Numbers_that_a_ReLU_saw_as_one_row_are_normalized_by_their_own_rows(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var pair = new GpuPair(device);
        var x = pair.Signed(12, 1);
        var y = pair.Empty(12);
        var parts = pair.Of(new double[12]);

        pair.Do((on, view) =>
        {
            View Part(int i) => view(parts).Slice(3 * i, 3);
            on.Run(new ReluForward(view(x), 1));
            on.Run(new BatchNormTrain(view(x), view(y), new BatchNormViews(default, default, Part(0), Part(1), Part(2), Part(3), default, default), 4, Eps, Momentum));
        });

        y.AreClose("output", 1e-5);
        parts.AreClose("statistics", 1e-5);
    }

    /// <param name="device">The GPU.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="inputs">Inputs of the Linear before it and outputs of the one behind it; 0 for none.</param>
    /// <param name="features">Features that are normalized.</param>
    /// <param name="isAffine">Whether it has weight and bias.</param>
    private static void Compare(Device device, int rows, int inputs, int features, bool isAffine)
    {
        using var pair = new GpuPair(device);
        var a = pair.Signed(Math.Max(1, rows * inputs), 5);
        var w = pair.Signed(Math.Max(1, inputs * features), 5);
        var x = pair.Signed(rows * features, 5);
        var y = pair.Empty(rows * features);
        var d = pair.Signed(rows * features, 5);
        var e = pair.Empty(rows * features);
        GpuPair.Both[] parts =
        [
            pair.Signed(features, 5), pair.Signed(features, 5), pair.Signed(features, 5),
            pair.Of([.. Nets.Uniforms(5, 50, 0, features).Select(value => value + 0.5)]),
            pair.Empty(features), pair.Empty(features), pair.Empty(features), pair.Empty(features),
        ];
        var shape = new LinearShape(rows, inputs, features);

        pair.Do((on, view) =>
        {
            View Part(int i) => i is 0 or 1 or 6 or 7 && !isAffine ? default : view(parts[i]);
            var views = new BatchNormViews(Part(0), Part(1), Part(2), Part(3), Part(4), Part(5), Part(6), Part(7));
            Product(() => on.Run(new LinearForward(view(a), view(w), default, view(x), shape)));
            on.Run(new BatchNormTrain(view(x), view(y), views, rows, Eps, Momentum));
            Product(() => on.Run(new LinearBackwardInput(view(a), view(w), view(d), new LinearShape(rows, features, inputs))));
            on.Run(new BatchNormBackward(view(x), view(d), views, rows));
            Product(() => on.Run(new LinearForward(view(a), view(w), default, view(x), shape)));
            on.Run(new BatchNormEvaluate(view(x), view(e), views, rows, Eps));
        });

        // Normalized numbers are below sqrt(rows); they and the sums lose a rounding per row at most.
        var tolerance = 3e-6 * Math.Sqrt(rows);
        var what = $"{rows} x {features} behind {inputs}";
        x.AreClose($"input {what}", 2e-6);
        y.AreClose($"output {what}", tolerance);
        d.AreClose($"gradient {what}", tolerance * 10);
        e.AreClose($"evaluation {what}", 5e-6);
        parts[2].AreClose("running mean", 1e-6);
        parts[3].AreClose("running variance", 1e-6);
        if (isAffine)
        {
            parts[6].AreClose("weight gradient", tolerance * Math.Sqrt(rows));
            parts[7].AreClose("bias gradient", tolerance * Math.Sqrt(rows));
        }

        void Product(Action multiply)
        {
            if (inputs > 0)
            {
                multiply();
            }
        }
    }
}
