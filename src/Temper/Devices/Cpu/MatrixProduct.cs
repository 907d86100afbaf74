using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu;

/// <summary>
/// C[rows, columns] = A B (+ bias), with A and B read through strides, so that the transposed products of a Linear's
/// backward pass need no transposed copies.
/// </summary>
/// <remarks>
/// First B is packed into panels of the kernel's width: [panel][depth][columns], the last panel half as wide when that
/// is enough, padded with zeros. Then tiles of rows x panel are computed and copied to C, without what sticks out.
/// Both phases are split over the team by panels and by tiles; every element is one chain over k whatever the split.
/// </remarks>
internal unsafe struct MatrixProduct
{
    public float* A;
    public nint ARowStride;
    public nint ADepthStride;
    public float* B;
    public nint BDepthStride;
    public nint BColumnStride;
    public float* Bias;
    public float* C;
    public int Rows;
    public int Columns;
    public int Depth;
    public float* Panels;
    public TileKernels Kernels;

    private const int ParallelFrom = 1 << 17;

    /// <summary>Floats that the packed panels need.</summary>
    public static long PanelFloats(int depth, int columns) => (columns + 31L) / 32 * 32 * depth;

    /// <summary>Computes the product on the team, or alone when there is little to do.</summary>
    public void Run(ThreadTeam team)
    {
        var self = (MatrixProduct*)Unsafe.AsPointer(ref this);
        if (team.Threads == 1 || (long)Rows * Columns * Depth < ParallelFrom)
        {
            Pack(self, 0, 1);
            Multiply(self, 0, 1);
            return;
        }

        team.Run(&Pack, self);
        team.Run(&Multiply, self);
    }

    private static void Pack(void* product, int part, int parts)
    {
        ref var p = ref *(MatrixProduct*)product;
        var width = p.Kernels.Columns;
        var panels = (p.Columns + width - 1) / width;
        var to = (int)((long)panels * (part + 1) / parts);
        for (var panel = (int)((long)panels * part / parts); panel < to; panel++)
        {
            var first = panel * width;
            var columns = Math.Min(width, p.Columns - first);
            var packed = columns <= width / 2 ? width / 2 : width;
            var target = p.Panels + ((nint)first * p.Depth);
            var source = p.B + (first * p.BColumnStride);
            if (p.BColumnStride == 1)
            {
                PackRows(source, p.BDepthStride, target, p.Depth, columns, packed);
            }
            else
            {
                PackColumns(source, p.BDepthStride, p.BColumnStride, target, p.Depth, columns, packed);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(float* source, nint stride, float* target, int depth, int columns, int packed)
    {
        for (var k = 0; k < depth; k++)
        {
            new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target, columns));
            for (var c = columns; c < packed; c++)
            {
                target[c] = 0;
            }

            source += stride;
            target += packed;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(
        float* source, nint depthStride, nint columnStride, float* target, int depth, int columns, int packed)
    {
        if (columns < packed)
        {
            new Span<float>(target, depth * packed).Clear();
        }

        for (var c = 0; c < columns; c++)
        {
            var from = source + (c * columnStride);
            var to = target + c;
            for (var k = 0; k < depth; k++)
            {
                *to = *from;
                from += depthStride;
                to += packed;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(void* product, int part, int parts)
    {
        ref var p = ref *(MatrixProduct*)product;
        var height = p.Kernels.Rows;
        var width = p.Kernels.Columns;
        var tile = stackalloc float[TileKernels.LargestTile];
        var tilesDown = (p.Rows + height - 1) / height;
        var tiles = (long)tilesDown * ((p.Columns + width - 1) / width);
        var to = tiles * (part + 1) / parts;
        for (var index = tiles * part / parts; index < to; index++)
        {
            // Down one panel first: the panel stays in the cache while the rows of A pass by.
            var firstColumn = (int)(index / tilesDown) * width;
            var firstRow = (int)(index % tilesDown) * height;
            var columns = Math.Min(width, p.Columns - firstColumn);
            var half = columns <= width / 2;
            var panel = p.Panels + ((nint)firstColumn * p.Depth);
            var packed = half ? width / 2 : width;
            if (p.Rows >= height)
            {
                // The last tile moves up so that it is full; rows that the tile above has done are not written again.
                var start = Math.Min(firstRow, p.Rows - height);
                (half ? p.Kernels.Half : p.Kernels.Full)(
                    p.A + (start * p.ARowStride), p.ARowStride, p.ADepthStride, panel, p.Depth, tile);
                var skip = firstRow - start;
                Store(ref p, tile + (skip * packed), packed, firstRow, height - skip, firstColumn, columns);
            }
            else
            {
                for (var row = 0; row < p.Rows; row++)
                {
                    (half ? p.Kernels.RowHalf : p.Kernels.RowFull)(
                        p.A + (row * p.ARowStride), p.ARowStride, p.ADepthStride, panel, p.Depth, tile);
                    Store(ref p, tile, packed, row, 1, firstColumn, columns);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store(ref MatrixProduct p, float* tile, int packed, int row, int rows, int column, int columns)
    {
        for (var r = 0; r < rows; r++)
        {
            var source = new Span<float>(tile + (r * packed), columns);
            var target = new Span<float>(p.C + ((nint)(row + r) * p.Columns) + column, columns);
            if (p.Bias is null)
            {
                source.CopyTo(target);
            }
            else
            {
                for (var c = 0; c < source.Length; c++)
                {
                    target[c] = source[c] + p.Bias[column + c];
                }
            }
        }
    }
}
