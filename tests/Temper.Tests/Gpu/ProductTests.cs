using Temper.Devices;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Products on a GPU against the reference, over sizes around threads, tiles and slabs.</summary>
public sealed class ProductTests
{
    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Each_size_of_rows_inputs_and_outputs_gives_the_references_numbers(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
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
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        Compare(device, new LinearShape(5, 70, 3));
        Compare(device, new LinearShape(131, 4, 2));
        Compare(device, new LinearShape(3, 4, 91));
    }

    private static void Compare(Device gpu, LinearShape shape)
    {
        using var pair = new GpuPair(gpu);
        var (rows, inputs, outputs) = shape;
        var x = pair.Signed(rows * inputs, 1);
        var w = pair.Signed(inputs * outputs, 1);
        var b = pair.Signed(outputs, 1);
        var dy = pair.Signed(rows * outputs, 1);
        var y = pair.Empty(rows * outputs);
        var dw = pair.Empty(inputs * outputs);
        var db = pair.Empty(outputs);
        var dx = pair.Empty(rows * inputs);
        pair.Do((device, on) =>
        {
            device.LinearForward(on(x), on(w), on(b), on(y), shape);
            device.LinearBackwardInput(on(dy), on(w), on(dx), shape);
            device.LinearBackwardParameters(on(x), on(dy), on(dw), on(db), shape);
        });
        y.AreClose($"output of {shape}", Rounding(inputs));
        dw.AreClose($"weight gradient of {shape}", Rounding(rows));
        dx.AreClose($"input gradient of {shape}", Rounding(outputs));
        db.AreClose($"bias gradient of {shape}", Rounding(rows));
    }

    /// <summary>As for the CPU's products: six standard deviations of a chain of n multiply-adds.</summary>
    private static double Rounding(int terms) => 3e-7 * (1 + terms);
}
