using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Products;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <content>Linear layers.</content>
public sealed unsafe partial class CpuDevice : IRuns<LinearForward>, IRuns<LinearBackwardInput>, IRuns<LinearBackwardParameters>
{
    private const double FlopsPerMicrosecond = 100_000;

    // Above this many floats (2 MB), B does not stay in a core's second-level cache from one stripe to the next.
    private const long LargestUnpacked = 1 << 19;

    // Rows of B that are this many floats apart, or a multiple, compete for the same few places in the caches.
    private const int CacheConflictStride = 512;

    private const int CacheLine = 16;

    // Below this, looking for zeros and packing B costs more than skipping them saves. The same for all instruction sets.
    private const int LeastRowsForZeros = 32;
    private const int LeastDepthForZeros = 32;
    private const int LeastColumnsForZeros = 32;

    // Up to this many floats (1 MB), a thread keeps all of B packed for skipping zeros, from one block of rows to the next.
    private const long LargestKept = 1 << 18;

    // A transposed product keeps a panel that deep: 850 KB with AVX-512.
    private const int LargestTransposedDepth = 1024;

    private readonly ProductKernels.Pointer runProduct;
    private readonly int largestPanel;
    private readonly int largestSparsePanel;

    void IRuns<LinearForward>.Run(in LinearForward operation)
    {
        var (input, weight, bias, output, shape) = operation;
        var product = new MatrixProduct
        {
            A = CpuBuffer.Of(input),
            ARowStride = shape.In,
            ADepthStride = 1,
            B = CpuBuffer.Of(weight),
            BDepthStride = shape.Out,
            BColumnStride = 1,
            Bias = CpuBuffer.Of(bias),
            C = CpuBuffer.Of(output),
            Rows = shape.Rows,
            Columns = shape.Out,
            Depth = shape.In,
        };
        Multiply(ref product, input, weight, bias, output);
    }

    void IRuns<LinearBackwardInput>.Run(in LinearBackwardInput operation)
    {
        var (outputGradient, weight, inputGradient, shape) = operation;
        // inputGradient[r, i] = sum over o of outputGradient[r, o] weight[i, o]
        var product = new MatrixProduct
        {
            A = CpuBuffer.Of(outputGradient),
            ARowStride = shape.Out,
            ADepthStride = 1,
            B = CpuBuffer.Of(weight),
            BDepthStride = 1,
            BColumnStride = shape.Out,
            C = CpuBuffer.Of(inputGradient),
            Rows = shape.Rows,
            Columns = shape.In,
            Depth = shape.Out,
        };
        Multiply(ref product, outputGradient, weight, default, inputGradient);
    }

    void IRuns<LinearBackwardParameters>.Run(in LinearBackwardParameters operation)
    {
        var (input, outputGradient, weightGradient, biasGradient, shape) = operation;
        // weightGradient[i, o] = sum over r of input[r, i] outputGradient[r, o]
        var product = new MatrixProduct
        {
            A = CpuBuffer.Of(input),
            ARowStride = 1,
            ADepthStride = shape.In,
            B = CpuBuffer.Of(outputGradient),
            BDepthStride = shape.Out,
            BColumnStride = 1,
            C = CpuBuffer.Of(weightGradient),
            Rows = shape.In,
            Columns = shape.Out,
            Depth = shape.Rows,
            MayTranspose = true,
        };
        Multiply(ref product, input, outputGradient, default, weightGradient, byRows: false);
        if (biasGradient.IsEmpty)
        {
            return;
        }

        var sum = new ColumnSumArgs
        {
            Input = CpuBuffer.Of(outputGradient), Output = CpuBuffer.Of(biasGradient), Rows = shape.Rows, Columns = shape.Out,
        };
        var pending = AddRange<ColumnSumKernel, ColumnSumArgs>(
            sum, 0, shape.Out, (long)shape.Rows * shape.Out, [Access.Read(outputGradient), Access.Write(biasGradient)]);
        pending->Output = sum.Output;
        pending->OutputLength = shape.Out;
        pending->Hook = &((RangeWork<ColumnSumArgs>*)pending->Arguments)->Args.Hook;
    }

    private void Multiply(ref MatrixProduct product, View a, View b, View bias, View c, bool byRows = true)
    {
        // Too few rows to share: threads share the columns.
        product.SplitColumns = product.Rows < Threads * Parts.Stripe && product.Columns > product.Rows;
        var rowsOfPart = product.SplitColumns ? product.Rows : product.Rows / Threads;
        var size = (long)product.Depth * product.Columns;
        product.Pack = product.BColumnStride != 1
            || (rowsOfPart >= 2 * Parts.Stripe && (size > LargestUnpacked || product.BDepthStride % CacheConflictStride == 0));
        if (product.Pack)
        {
            // The same share for every product: one thread may be at the next product while another is at this one.
            Grow(ref panels, (((long)product.Depth * largestPanel) + (2 * CacheLine)) / CacheLine * CacheLine * Threads);
            product.PanelsOfPart = panels.Length / Threads;
            product.Panels = CpuBuffer.Of(panels.All);
        }

        var keptB = PackedB(product.Depth, product.Columns);
        byRows &= !product.SplitColumns;
        product.ByRowBlocks = !byRows && !product.SplitColumns && !product.Pack && keptB <= LargestKept;
        if (SkipsZeros && product.Rows >= LeastRowsForZeros && product.Depth >= LeastDepthForZeros && product.Columns >= LeastColumnsForZeros)
        {
            product.MayTranspose &= product.Depth <= LargestTransposedDepth;
            product.Sparse = ScratchForZeros(product, keptB);
        }
        else
        {
            product.MayTranspose = false;
        }

        var cost = 2.0 * product.Rows * size / FlopsPerMicrosecond;
        var operation = queue.Add(
            runProduct.Value,
            product,
            byRows ? product.Rows : 0,
            cost,
            [
                byRows ? Access.ReadRows(a) : Access.Read(a),
                Access.Read(b),
                Access.Read(bias),
                byRows ? Access.WriteRows(c) : Access.Write(c),
            ]);
        var pending = (MatrixProduct*)operation->Arguments;
        operation->Output = product.C;
        operation->OutputLength = c.Length;
        operation->Relu = &pending->Relu;
        operation->Hook = &pending->Hook;
    }

    /// <summary>A share for each thread: one may be at the next product while another is at this one.</summary>
    private SparseScratch ScratchForZeros(in MatrixProduct product, long keptB)
    {
        // A transposed product looks at all of its rows once, and they are the columns here.
        var groups = product.MayTranspose ? (product.Columns + Parts.Group - 1) / Parts.Group : 1;
        Grow(ref masks, (long)ZeroMasks.OfGroup(product.Depth) * groups * Threads);
        Grow(ref sparseB, Math.Max(product.ByRowBlocks || product.MayTranspose ? keptB : 0, (long)ZeroMasks.Block * largestSparsePanel) * Threads);
        Grow(ref sparseC, (long)(Parts.Group + Parts.Stripe) * largestSparsePanel * Threads);
        return new SparseScratch
        {
            Masks = (uint*)CpuBuffer.Of(masks.All),
            MasksOfPart = masks.Length / Threads,
            B = CpuBuffer.Of(sparseB.All),
            BOfPart = sparseB.Length / Threads / CacheLine * CacheLine,
            Zeros = CpuBuffer.Of(zeros.All),
            C = CpuBuffer.Of(sparseC.All),
            COfPart = sparseC.Length / Threads,
        };
    }

    /// <summary>At least what <see cref="Grow"/> makes of the scratch buffers, for any of a layer's three products.</summary>
    internal override long ScratchNumbers(IReadOnlyList<LinearShape> layers)
    {
        long panel = 0, mask = 0, packed = 0;
        foreach (var (rows, inFeatures, outFeatures) in layers)
        {
            // Depth and columns: forward, the input's gradient, and the weight's, which alone keeps all of B where that is not too deep.
            panel = Math.Max(panel, Math.Max(rows, Math.Max(inFeatures, outFeatures)));
            mask = Math.Max(mask, Math.Max(
                ZeroMasks.OfGroup(Math.Max(inFeatures, outFeatures)),
                (long)ZeroMasks.OfGroup(rows) * ((outFeatures + Parts.Group - 1) / Parts.Group)));
            packed = Math.Max(packed, rows <= LargestTransposedDepth ? PackedB(rows, outFeatures) : LargestKept);
        }

        return Threads * ((panel * largestPanel) + (3 * CacheLine) + mask + Math.Max(packed, (long)ZeroMasks.Block * largestSparsePanel)
            + ((long)(Parts.Group + Parts.Stripe) * largestSparsePanel));
    }

    private long PackedB(int depth, int columns) =>
        (long)ZeroMasks.Blocks(depth) * ZeroMasks.Block * ((columns + largestSparsePanel - 1) / largestSparsePanel) * largestSparsePanel;
}
