using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Products;

namespace Temper.Devices.Cpu.Prediction;

/// <summary>
/// A whole net in evaluation mode, some rows at a time: all stages of those rows before the next rows, so that activations stay
/// in the cache. Every number is computed as <see cref="CpuDevice"/> computes it, so the logits are the same bits.
/// </summary>
/// <remarks>
/// Weights are packed once, when the model is loaded: panels of up to 13 vectors of columns, row by row. That is what
/// <see cref="SparseTiles{TLane}"/> reads 32 rows at a time, so zeros are skipped from the first row of a batch on; stripes of 8
/// rows with few zeros go through <see cref="Tiles{TLane}"/>, which read the same panels.
/// </remarks>
internal static unsafe class PredictionKernel<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    // So few columns are computed with their zeros: skipping saves nothing there, and padding to the narrowest kernel that skips
    // would multiply the weights. In columns, not vectors, so that all widths do the same.
    private const int MostNarrow = 16;

    /// <summary>Floats of a row of activations: those of its panels.</summary>
    public static int Stride(int features)
    {
        var stride = 0;
        for (var column = 0; column < features;)
        {
            var panel = PanelStride(features, column);
            stride += panel;
            column += panel;
        }

        return stride;
    }

    /// <summary>Floats of a row of the panel that begins at a column: the columns left, rounded up to what kernels compute.</summary>
    public static int PanelStride(int features, int column)
    {
        var vectors = (features - column + TLane.Count - 1) / TLane.Count;
        return (features <= MostNarrow ? vectors : SparseTiles<TLane>.Vectors(vectors)) * TLane.Count;
    }

    /// <summary>One thread's part of a call.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var call = ref *(PredictionCall*)arguments;
        while ((Interlocked.Increment(ref call.BlocksTaken) - 1) * (long)call.BlockRows is var from && from < call.Rows)
        {
            RunRows(call, call.Scratch[part], (int)from, (int)Math.Min(call.BlockRows, call.Rows - from));
        }
    }

    private static void RunRows(in PredictionCall call, in PredictionScratch scratch, int from, int rows)
    {
        var x = Input(call, scratch, from, rows);
        nint stride = call.Stages[0].InFeatures;
        var (y, other) = ((nint)scratch.Even, (nint)scratch.Odd);
        for (var i = 0; i < call.StageCount; i++)
        {
            ref var stage = ref call.Stages[i];
            if (stage.Kind == PredictionStageKind.Keep)
            {
                PredictionRows.Keep(stage, scratch, x, stride, rows);
                continue;
            }

            var output = (float*)y;
            nint yStride = Stride(stage.OutFeatures);
            if (stage.Kind != PredictionStageKind.Product)
            {
                PredictionRows.Run(stage, scratch, x, stride, output, yStride, rows);
            }
            else if (stage.Weight is not null)
            {
                Linear(stage, x, stride, output, yStride, rows, scratch, call.Zeros);
            }
            else
            {
                Finish(stage, x, stride, output, yStride, 0, stage.OutFeatures, rows);
            }

            x = output;
            stride = yStride;
            (y, other) = (other, y);
        }

        PredictionOutput.Write(call, x, stride, from, rows);
    }

    /// <summary>The rows as the net takes them: the caller's own, or scaled.</summary>
    private static float* Input(in PredictionCall call, in PredictionScratch scratch, int from, int rows)
    {
        var features = call.Stages[0].InFeatures;
        var start = (nint)from * features;
        var count = rows * features;
        if (call.Pixels is null && call.ColumnCentres is not null)
        {
            for (nint row = 0; row < count; row += features)
            {
                GatherFloatsKernel.Scale<TLane>(
                    call.Floats + start + row, call.ColumnCentres, call.ColumnDivisors, call.A, call.B, call.Clip, scratch.Input + row, features);
            }

            return scratch.Input;
        }

        if (call.Pixels is null)
        {
            if (call.Stages[0].Weight is not null)
            {
                return call.Floats + start;
            }

            // Without a Linear, whole vectors are read of each row: behind the last one that memory is not the caller's.
            new ReadOnlySpan<float>(call.Floats + start, count).CopyTo(new Span<float>(scratch.Input, count));
            return scratch.Input;
        }

        if (call.Divisor > 0 && count >= TLane.Count)
        {
            GatherKernel.Divide<TLane>(call.Pixels + start, call.Minimum, call.Divisor, scratch.Input, count);
        }
        else
        {
            GatherKernel.LookUp(call.Pixels + start, call.Table, scratch.Input, count);
        }

        return scratch.Input;
    }

    private static void Linear(
        PredictionStage stage, float* x, nint xStride, float* y, nint yStride, int rows, in PredictionScratch scratch, float* zeros)
    {
        var product = new MatrixProduct
        {
            A = x, ARowStride = xStride, ADepthStride = 1, Depth = stage.InFeatures, Rows = rows, Columns = stage.OutFeatures,
        };
        ZeroMasks.Find(product, 0, rows, scratch.Masks);
        var worthwhile = SparseStripes.Worthwhile(scratch.Masks, rows, stage.InFeatures, stage.OutFeatures);
        var panel = stage.Weight;
        for (var column = 0; column < stage.OutFeatures;)
        {
            var stride = PanelStride(stage.OutFeatures, column);
            var c = stride == yStride ? y : scratch.Panel;
            var vectors = stride / TLane.Count;
            for (int row = 0, count; row < rows; row += count)
            {
                var skips = Skips(row);
                for (count = 0; row + count < rows && Skips(row + count) == skips;)
                {
                    count += Math.Min(Parts.Stripe, rows - row - count);
                }

                if (skips)
                {
                    Sparse(
                        stage.InFeatures,
                        x + (row * xStride),
                        xStride,
                        scratch.Masks + row,
                        ZeroMasks.Stride(rows),
                        panel,
                        vectors,
                        c + (row * stride),
                        count,
                        zeros);
                }
                else
                {
                    Dense(stage.InFeatures, x + (row * xStride), xStride, panel, stride, c + (row * stride), count);
                }
            }

            Finish(stage, c, stride, y, yStride, column, stride, rows);
            panel += (nint)stage.InFeatures * stride;
            column += stride;

            // A few rows share too few loads in the dense kernels.
            bool Skips(int row) => stage.OutFeatures > MostNarrow && (rows - row < Parts.Stripe || ((worthwhile >> (row / Parts.Stripe)) & 1) != 0);
        }
    }

    /// <summary>Row by row, 32 of the depth at a time.</summary>
    private static void Sparse(
        int depth, float* x, nint xStride, uint* masks, int masksStride, float* panel, int vectors, float* c, int rows, float* zeros)
    {
        var block = new SparseRows
        {
            A = x,
            RowStride = xStride,
            DepthStride = 1,
            Masks = masks,
            B = panel,
            C = c,
            Sums = zeros,
            Vectors = vectors,
        };
        for (var k = 0; k < depth; k += ZeroMasks.Block)
        {
            SparseTiles<TLane>.Add(block, 0, rows);
            block.Sums = c;
            block.SumsStride = vectors * TLane.Count;
            block.A += ZeroMasks.Block;
            block.Masks += masksStride;
            block.B += ZeroMasks.Block * vectors * TLane.Count;
        }
    }

    /// <summary>8 rows by up to 3 vectors at a time; a tile's columns of the panel stay in the cache from stripe to stripe.</summary>
    private static void Dense(int depth, float* x, nint xStride, float* panel, int stride, float* c, int rows)
    {
        for (var column = 0; column < stride; column += 3 * TLane.Count)
        {
            var vectors = Math.Min(3, (stride - column) / TLane.Count);
            for (var row = 0; row < rows; row += Parts.Stripe)
            {
                ProductKernel<TLane, TLane>.ComputeDense(
                    x + (row * xStride),
                    xStride,
                    1,
                    panel + column,
                    stride,
                    depth,
                    c + ((nint)row * stride) + column,
                    stride,
                    Math.Min(Parts.Stripe, rows - row),
                    vectors);
            }
        }
    }

    /// <summary>Bias, ReLU, BatchNorm and ReLU on columns [column, column + columns), rounded up to whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(
        in PredictionStage stage, float* sums, nint sumsStride, float* y, nint yStride, int column, int columns, int rows)
    {
        var bias = stage.Bias;
        var mean = stage.Mean;
        var inverse = stage.Inverse;
        var scale = stage.Scale;
        var shift = stage.Shift;
        var reluBefore = stage.ReluBeforeNorm;
        var reluAfter = stage.ReluAfterNorm;
        for (; rows > 0; rows--)
        {
            for (nint i = 0; i < columns; i += TLane.Count)
            {
                var f = column + i;
                var v = TLane.Load(sums + i);
                if (bias is not null)
                {
                    v += TLane.Load(bias + f);
                }

                if (reluBefore)
                {
                    v = TLane.WhereGreater(TLane.Zero, v, TLane.Zero, v);
                }

                if (mean is not null)
                {
                    v = TLane.FusedMultiplyAdd((v - TLane.Load(mean + f)) * TLane.Load(inverse + f), TLane.Load(scale + f), TLane.Load(shift + f));
                }

                if (reluAfter)
                {
                    v = TLane.WhereGreater(TLane.Zero, v, TLane.Zero, v);
                }

                v.Store(y + f);
            }

            sums += sumsStride;
            y += yStride;
        }
    }
}
