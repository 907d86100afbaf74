using Temper.Devices;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Batches gathered on a GPU.</summary>
public sealed class GatherTests
{
    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Gathering_reads_the_rows_of_the_batch(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var features in new[] { 1, 3, 31, 33, 65 })
        {
            using var pair = new GpuPair(device);
            var pixels = Nets.Labels(6, 1, 0, 9 * features, 256);
            int[] rows = [8, 0, 3, 3, 7, 1, 2];
            var table = pair.Signed(256, 6);
            var y = pair.Empty(5 * features);

            pair.Do((on, view) => Gather(on, pixels, rows, view(table), features, view(y)));

            y.AreClose($"gathered rows of {features}", 0);
            Assert.Equal(table.Gpu.ToSingles()[pixels[(3 * features) + features - 1]], y.Gpu.ToSingles()[(2 * features) - 1]);
        }
    }

    /// <summary>From the second row number on.</summary>
    private static void Gather(Device device, byte[] pixels, int[] rows, View table, int features, View output)
    {
        using var source = device.Upload(pixels);
        using var indices = device.AllocateIndices(rows.Length);
        indices.Write(rows);
        device.Run(new Gather(source, new Batch(indices, 1, 5), table, features, output));
    }
}
