using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Rows of floats, gathered and scaled column by column.</summary>
public sealed class GatherFloatsTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_are_scaled_with_the_bits_of_the_scaler_and_near_the_reference(InstructionSet set)
    {
        foreach (var features in (int[])[1, 7, 8, 9, 15, 16, 17, 31, 33, 100])
        {
            foreach (var (a, b, clip) in ((float, float, float)[])[(0, 1, 0), (-1, 1, 0), (0, 1, 3)])
            {
                var stream = new Philox(8, RandomPurpose.Test, (uint)features);
                float[] values = [.. Enumerable.Range(0, 20 * features).Select(i => (stream.Uniform(i) - 0.5f) * 40)];
                float[] centre = [.. Enumerable.Range(0, features).Select(f => stream.Uniform(10_000 + f))];
                float[] divisor = [.. Enumerable.Range(0, features).Select(f => f % 5 == 4 ? float.PositiveInfinity : 0.5f + stream.Uniform(20_000 + f))];
                int[] rows = [19, 0, 7, 7, 3];
                using var cpu = new CpuDevice(2, set);
                using var reference = new ReferenceDevice();
                var received = Run(cpu).ToSingles();
                var expected = Run(reference).ToDoubles();

                var scaler = new Scaler(centre, divisor, a, b, clip);
                Assert.Equal(rows.SelectMany(row => Enumerable.Range(0, features).Select(f => scaler.Scale(values[(row * features) + f], f))), received);
                Close.Relative($"{features} features", expected, Array.ConvertAll(received, value => (double)value), 4.0 / (1 << 24));

                View Run(Device device)
                {
                    var indices = device.AllocateIndices(rows.Length);
                    indices.Write(rows);
                    var columns = device.Allocate(2 * features);
                    columns.Write(0, centre.AsSpan());
                    columns.Write(features, divisor.AsSpan());
                    var output = device.Allocate(rows.Length * features);
                    device.Run(new GatherFloats(
                        device.Upload(values), new Batch(indices, 0, rows.Length), columns.All.Slice(0, features), columns.All.Slice(features, features),
                        a, b, clip, features, output.All));
                    return output.All;
                }
            }
        }
    }

    [Fact]
    public void A_row_that_is_not_there_is_refused()
    {
        using var device = new CpuDevice();
        using var values = device.Upload(new float[6]);
        using var indices = device.AllocateIndices(1);
        using var numbers = device.Allocate(6);
        indices.Write([2]);
        Assert.Contains("Row 2 of 3 features is not inside the 6 floats", Assert.Throws<ArgumentOutOfRangeException>(() => device.Run(new GatherFloats(
            values, new Batch(indices, 0, 1), numbers.All.Slice(0, 3), numbers.All.Slice(3, 3), 0, 1, 0, 3, numbers.All.Slice(0, 3)))).Message, StringComparison.Ordinal);
    }
}
