using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Gpu;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Products on a GPU against the reference, over sizes around threads, tiles and slabs.</summary>
public sealed class ProductTests
{
    public static TheoryData<string> Gpus => GpuUnderTest.All;

    public static TheoryData<string> OneGpu => GpuUnderTest.One;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Each_size_of_rows_inputs_and_outputs_gives_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, warps: 8);
        using var device = pool.Open(1)[0];
        foreach (var size in new[] { 1, 2, 3, 4, 7, 8, 9, 17, 33 })
        {
            Compare(device, new LinearShape(size, 5, 9));
            Compare(device, new LinearShape(6, size, 3));
            Compare(device, new LinearShape(7, 2, size));
        }
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Several_slabs_and_tiles_give_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, warps: 8);
        using var device = pool.Open(1)[0];
        Compare(device, new LinearShape(5, 70, 3));
        Compare(device, new LinearShape(131, 4, 2));
        Compare(device, new LinearShape(3, 4, 91));
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Tensor_cores_multiply_factors_of_ten_bits_exactly(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, GpuPrecision.Tf32, warps: 4);
        using var device = pool.Open(1)[0];
        Compare(device, new LinearShape(18, 9, 2), bits: 10);
        Compare(device, new LinearShape(2, 33, 9), bits: 10);
    }

    [Theory]
    [MemberData(nameof(OneGpu))]
    public void Tensor_cores_round_other_factors_to_ten_bits(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu, GpuPrecision.Tf32, warps: 4);
        using var device = pool.Open(1)[0];

        // Two factors, each off by half a step of 2^-11 relative at most, in sums of products below 1.
        Compare(device, new LinearShape(3, 4, 2), allowed: terms => terms * 1.0 / 1024);
    }

    private static void Compare(Device gpu, LinearShape shape, int bits = 23, Func<int, double>? allowed = null)
    {
        using var pair = new GpuPair(gpu);
        var (rows, inputs, outputs) = shape;
        var x = Signed(rows * inputs);
        var w = Signed(inputs * outputs);
        var b = Signed(outputs);
        var dy = Signed(rows * outputs);
        var y = pair.Empty(rows * outputs);
        var dw = pair.Empty(inputs * outputs);
        var db = pair.Empty(outputs);
        var dx = pair.Empty(rows * inputs);
        pair.Do((device, on) =>
        {
            device.Run(new LinearForward(on(x), on(w), on(b), on(y), shape));
            device.Run(new LinearBackwardInput(on(dy), on(w), on(dx), shape));
            device.Run(new LinearBackwardParameters(on(x), on(dy), on(dw), on(db), shape));
        });
        y.AreClose($"output of {shape}", (allowed ?? Rounding)(inputs));
        dw.AreClose($"weight gradient of {shape}", (allowed ?? Rounding)(rows));
        dx.AreClose($"input gradient of {shape}", (allowed ?? Rounding)(outputs));
        db.AreClose($"bias gradient of {shape}", (allowed ?? Rounding)(rows));

        GpuPair.Both Signed(int length) =>
            pair.Of([.. Nets.Signed(1, (uint)length, 9, length).Select(value => bits == 23 ? value : Math.Round(value * (1 << bits)) / (1 << bits))]);
    }

    /// <summary>As for the CPU's products: six standard deviations of a chain of n multiply-adds.</summary>
    private static double Rounding(int terms) => 3e-7 * (1 + terms);
}
