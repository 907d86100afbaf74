using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>How matrices are cut into blocks, over many sizes; no GPU is needed.</summary>
public sealed class TileGeometryTests
{
    private const int MostSharedBytes = 48 * 1024;
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 140), 200, 255, 256, 257, 784, 1000, 1024, 4099];

    [Fact]
    public void A_products_tiles_cover_the_matrix_within_a_blocks_memory_and_threads()
    {
        foreach (var rows in Sizes)
        {
            foreach (var columns in Sizes)
            {
                Check("wide", TileGeometry.Wide(rows, columns), rows, columns);
                Check("narrow", TileGeometry.Narrow(rows, columns), rows, columns);
            }
        }
    }

    [Fact]
    public void Tiles_of_loaded_numbers_cover_the_matrix_within_a_blocks_memory()
    {
        foreach (var rows in (int[])[.. Sizes, 6143, 6144, 6145, 12287, 12288])
        {
            foreach (var columns in Sizes)
            {
                var whole = TileGeometry.Loaded(rows, columns, needsColumns: true, 128);
                Check("whole columns", whole, rows, columns);
                Assert.True(whole.Rows >= rows, $"{rows} rows in tiles of {whole.Rows}");
                Check("parts", TileGeometry.Loaded(rows, columns, needsColumns: false, 128), rows, columns);
            }
        }
    }

    [Fact]
    public void A_batch_of_up_to_128_rows_lies_in_one_product_tile()
    {
        for (var rows = 1; rows <= TileGeometry.ProductRows; rows++)
        {
            Assert.True(TileGeometry.Wide(rows, 200).Rows >= rows);
            Assert.True(TileGeometry.Narrow(rows, 200).Rows >= rows);
        }
    }

    [Fact]
    public void A_threads_row_in_a_tile_needs_no_division()
    {
        for (var columns = 1; columns <= 128; columns++)
        {
            var reciprocal = TileWalk.Reciprocal(columns);
            for (var threads = 0; threads <= 1024; threads++)
            {
                Assert.Equal(threads / columns, TileWalk.Quotient(threads, reciprocal));
            }
        }
    }

    private static void Check(string kind, TileGeometry tile, int rows, int columns)
    {
        var what = $"{kind} {rows} x {columns}: {tile}";
        Assert.True(tile.SharedFloats * sizeof(float) <= MostSharedBytes, what);
        Assert.True(tile.Geometry.Stride >= tile.Columns && tile.Rows * tile.Geometry.Stride <= tile.SharedFloats, what);
        Assert.True(tile.Geometry.Stride % 2 == 1, what);
        Assert.True(tile.Columns <= 128 && tile.Geometry.Reciprocal == TileWalk.Reciprocal(tile.Columns), what);
        Assert.True(tile.Threads % 32 == 0 && tile.Threads is >= 32 and <= 1024, what);
        Assert.True(tile.TilesAcross * tile.Columns >= columns, what);
        Assert.True((tile.TilesAcross - 1) * tile.Columns < columns, what);
        Assert.Equal(0, tile.Blocks % tile.TilesAcross);
        var down = tile.Blocks / tile.TilesAcross;
        Assert.True(down * tile.Rows >= rows && (down - 1) * tile.Rows < rows, what);
    }
}
