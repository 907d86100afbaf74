using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Gpu;
using Temper.Gpu.Hardware;
using Temper.Gpu.Programs;
using Temper.Gpu.Replicas;
using Temper.Lab.Checks;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Which code of the products the nets of a device check reach; no kernel runs.</summary>
public sealed class DeviceCheckReachTests
{
    private const int Inputs = 784;
    private const int Classes = 10;

    [Theory]
    [InlineData(GpuPrecision.Fp32, TileChoice.Narrow, TileKind.Narrow)]
    [InlineData(GpuPrecision.Fp32, TileChoice.Wide, TileKind.Wide)]
    [InlineData(GpuPrecision.Tf32, TileChoice.Narrow, TileKind.Tensor)]
    [InlineData(GpuPrecision.Tf32, TileChoice.Wide, TileKind.Tensor)]
    internal void A_way_takes_its_tiles_on_a_gpu_of_any_size(GpuPrecision precision, TileChoice tiles, TileKind kind)
    {
        foreach (var multiprocessors in new[] { 1, 132, int.MaxValue })
        {
            using var gpu = GpuHardware.Simulate(multiprocessors, warps: 1);
            var starter = new LaunchStarter(gpu, nets: 1, replicas: 1, ruleKind: -1, new ProductSettings(precision, tiles));
            var (chosen, geometry) = starter.Choose(1, 64, 60);
            Assert.Equal(kind, chosen);
            Assert.Equal(tiles == TileChoice.Wide, geometry.Columns > 8);
        }
    }

    [Theory]
    [InlineData(GpuPrecision.Fp32)]
    [InlineData(GpuPrecision.Tf32)]
    public void A_pool_has_a_way_for_each_kind_of_tiles_in_its_precision(GpuPrecision precision)
    {
        using var pool = GpuUnderTest.Open(GpuUnderTest.SimulatedWide, precision);
        Assert.Equal(["narrow tiles", "wide tiles"], pool.Ways.Select(way => way.Name));
        Assert.All(pool.Ways, way => Assert.Equal(pool.Arithmetic, way.Pool.Arithmetic));
    }

    [Theory]
    [InlineData(GpuPrecision.Fp32)]
    [InlineData(GpuPrecision.Tf32)]
    public void All_ways_give_the_same_bits(GpuPrecision precision)
    {
        var shape = new LinearShape(9, 20, 19);
        using var pool = GpuUnderTest.Open(GpuUnderTest.SimulatedWide, precision, warps: 8);
        var outputs = pool.Ways.Prepend(("its own choice", pool)).Select(way =>
        {
            using var device = way.Item2.Open(1)[0];
            using var numbers = device.Allocate((9 * 20) + (20 * 19) + 19 + (9 * 19));
            numbers.Write(0, [.. Nets.Signed(1, 1, 9, numbers.Length).Select(value => (float)value)]);
            var output = numbers.All.Slice(numbers.Length - (9 * 19), 9 * 19);
            device.Run(new LinearForward(numbers.All.Slice(0, 9 * 20), numbers.All.Slice(9 * 20, 20 * 19), numbers.All.Slice((9 * 20) + (20 * 19), 19), output, shape));
            return output.ToSingles();
        }).ToList();
        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[0], outputs[2]);
    }

    [Fact]
    public void Products_have_several_blocks_each_way_and_edges_in_every_kind_of_tile()
    {
        foreach (var cut in new Func<int, int, TileGeometry>[]
        {
            TileGeometry.Narrow, TileGeometry.Wide, (rows, columns) => TileGeometry.Tensor(rows, columns, isWide: false), (rows, columns) => TileGeometry.Tensor(rows, columns, isWide: true),
        })
        {
            foreach (var products in new[] { Values, Weights })
            {
                var tiles = products.Select(size => (size.Rows, size.Columns, Tile: cut(size.Rows, size.Columns))).ToList();
                Assert.Contains(tiles, each => each.Tile.TilesAcross > 1);
                Assert.Contains(tiles, each => each.Tile.Blocks > each.Tile.TilesAcross);
                Assert.Contains(tiles, each => each.Rows % each.Tile.Rows != 0);
                Assert.Contains(tiles, each => each.Columns % each.Tile.Columns != 0);
            }
        }
    }

    [Fact]
    public void Products_on_tensor_cores_reach_each_of_the_eight_columns_of_instructions_and_the_code_behind_each_warp()
    {
        foreach (var products in new[] { Values, Weights })
        {
            var tiles = products.Select(size => TileGeometry.Tensor(size.Rows, size.Columns, isWide: true).Geometry).ToList();
            Assert.Contains(tiles, tile => tile.ColumnGroups == 8);
            Assert.Contains(tiles, tile => tile.ColumnGroups < 8);
            Assert.Contains(tiles, tile => tile.RowGroups == 4);
            Assert.Contains(tiles, tile => tile.RowGroups < 4);
            Assert.All(products, size => Assert.Equal(1, TileGeometry.Tensor(size.Rows, size.Columns, isWide: false).Geometry.ColumnGroups));
        }
    }

    private static DeviceCheckSettings Settings { get; } = new();

    private static int[] Sizes { get; } = [Inputs, .. Settings.Hidden, Classes];

    /// <summary>Forward and backward: rows of a batch, of the short last one, and of a large one.</summary>
    private static (int Rows, int Columns)[] Values { get; } =
        [.. from rows in new[] { Settings.BatchSize, Settings.BatchSize / 2, Settings.LargeBatchSize } from columns in Sizes[1..] select (rows, columns)];

    /// <summary>Weight gradients.</summary>
    private static (int Rows, int Columns)[] Weights { get; } = [.. Sizes.Zip(Sizes[1..])];
}
