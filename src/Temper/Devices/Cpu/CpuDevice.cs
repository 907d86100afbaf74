using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu;

/// <summary>
/// Floats and vector instructions on the processor's cores. The bits of every result are the same for any number of
/// threads and any <see cref="Temper.Devices.Cpu.InstructionSet"/>.
/// </summary>
public sealed unsafe class CpuDevice : Device
{
    // Below this many elements (or element visits) a hand-over to other threads costs more than it saves.
    private const int ParallelFrom = 1 << 14;

    private readonly ThreadTeam team;
    private readonly TileKernels kernels;
    private CpuBuffer panels = new(0);

    /// <summary>Creates the device; dispose it to end its threads.</summary>
    /// <param name="threads">Threads for one operation, the caller's included; 1 for many nets side by side.</param>
    /// <param name="instructionSet">Vector width; null for the best there is.</param>
    /// <exception cref="SpecException">This processor does not have the instruction set.</exception>
    public CpuDevice(int threads = 1, InstructionSet? instructionSet = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        InstructionSet = instructionSet ?? InstructionSets.Best;
        if (InstructionSet > InstructionSets.Best)
        {
            throw new SpecException(
                $"This processor, or this process, does not have {InstructionSet}; the best it has is {InstructionSets.Best}.");
        }

        kernels = new TileKernels(InstructionSet);
        team = new ThreadTeam(threads);
    }

    /// <summary>Vector width in use.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>Threads of one operation.</summary>
    public int Threads => team.Threads;

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string Description =>
        $"{InstructionSet}, {Threads} {(Threads == 1 ? "thread" : "threads")}, 32-bit";

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(int length) => new CpuBuffer(length);

    /// <inheritdoc/>
    public override IndexBuffer AllocateIndices(int length) => new HostIndices(length);

    /// <inheritdoc/>
    public override ByteBuffer Upload(byte[] bytes) => new HostBytes(bytes);

    /// <inheritdoc/>
    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output)
    {
        var rows = HostIndices.Of(batch);
        var scaled = CpuBuffer.Of(table);
        var target = CpuBuffer.Of(output);
        var source = HostBytes.Of(pixels);
        for (var r = 0; r < rows.Length; r++)
        {
            GatherRow(source.AsSpan(rows[r] * features, features), scaled, target + ((nint)r * features));
        }
    }

    /// <inheritdoc/>
    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape)
    {
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
        Multiply(ref product);
    }

    /// <inheritdoc/>
    public override void LinearBackward(
        View input, View weight, View outputGradient, View weightGradient, View biasGradient, View inputGradient, LinearShape shape)
    {
        var dy = CpuBuffer.Of(outputGradient);

        // weightGradient[i, o] = sum over rows of input[r, i] outputGradient[r, o]
        var product = new MatrixProduct
        {
            A = CpuBuffer.Of(input),
            ARowStride = 1,
            ADepthStride = shape.In,
            B = dy,
            BDepthStride = shape.Out,
            BColumnStride = 1,
            C = CpuBuffer.Of(weightGradient),
            Rows = shape.In,
            Columns = shape.Out,
            Depth = shape.Rows,
        };
        Multiply(ref product);
        if (!biasGradient.IsEmpty)
        {
            var sum = new ColumnSumArgs { Input = dy, Output = CpuBuffer.Of(biasGradient), Rows = shape.Rows, Columns = shape.Out };
            Run<ColumnSumKernel, ColumnSumArgs>(ref sum, shape.Out, (long)shape.Rows * shape.Out);
        }

        if (!inputGradient.IsEmpty)
        {
            // inputGradient[r, i] = sum over o of outputGradient[r, o] weight[i, o]
            product = new MatrixProduct
            {
                A = dy,
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
            Multiply(ref product);
        }
    }

    /// <inheritdoc/>
    public override void ReluForward(View values)
    {
        var args = new ElementwiseArgs { Values = CpuBuffer.Of(values) };
        Run<ReluForwardKernel, ElementwiseArgs>(ref args, values.Length, values.Length);
    }

    /// <inheritdoc/>
    public override void ReluBackward(View output, View gradient)
    {
        var args = new ElementwiseArgs { Values = CpuBuffer.Of(gradient), Other = CpuBuffer.Of(output) };
        Run<ReluBackwardKernel, ElementwiseArgs>(ref args, gradient.Length, gradient.Length);
    }

    /// <inheritdoc/>
    public override void Dropout(View values, DropoutMask mask)
    {
        var args = new DropoutArgs { Values = CpuBuffer.Of(values), Length = values.Length, Mask = mask, InstructionSet = InstructionSet };
        if (values.Length < ParallelFrom)
        {
            DropoutKernel.Run(&args, 0, 1);
        }
        else
        {
            team.Run(&DropoutKernel.Run, &args);
        }
    }

    /// <inheritdoc/>
    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum)
    {
        var args = BatchNormArguments(input, output, views, rows);
        args.Eps = eps;
        args.Momentum = momentum;
        Run<BatchNormTrainKernel, BatchNormArgs>(ref args, args.Features, input.Length);
    }

    /// <inheritdoc/>
    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps)
    {
        var args = BatchNormArguments(input, output, views, rows);
        args.Eps = eps;
        Run<BatchNormEvaluateKernel, BatchNormArgs>(ref args, args.Features, input.Length);
    }

    /// <inheritdoc/>
    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows)
    {
        var args = BatchNormArguments(input, gradient, views, rows);
        Run<BatchNormBackwardKernel, BatchNormArgs>(ref args, args.Features, input.Length);
    }

    /// <inheritdoc/>
    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, CrossEntropyKernel.MostClasses);
        var rows = HostIndices.Of(batch);
        var truth = HostBytes.Of(labels);
        var z = CpuBuffer.Of(logits);
        var gradient = CpuBuffer.Of(logitsGradient);
        var total = 0.0;
        var right = 0;
        for (var r = 0; r < rows.Length; r++)
        {
            if (truth[rows[r]] >= classes)
            {
                throw new ArgumentException($"Label {truth[rows[r]]} of row {rows[r]} is not below the {classes} classes.", nameof(labels));
            }

            var offset = (nint)r * classes;
            total += CrossEntropyKernel.Row(
                z + offset, classes, truth[rows[r]], labelSmoothing, rows.Length, gradient is null ? null : gradient + offset, out var correct);
            right += correct ? 1 : 0;
        }

        var output = CpuBuffer.Of(result);
        output[0] = (float)(total / rows.Length);
        output[1] = right;
    }

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        // Eight sums side by side, so that the additions do not wait for each other; added up in a fixed order.
        const int Sums = 8;
        var sums = stackalloc double[Sums];
        new Span<double>(sums, Sums).Clear();
        var v = CpuBuffer.Of(values);
        for (var i = 0; i < values.Length; i++)
        {
            sums[i % Sums] += (double)v[i] * v[i];
        }

        return sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
    }

    /// <inheritdoc/>
    public override void Scale(View values, double factor)
    {
        var args = new ElementwiseArgs { Values = CpuBuffer.Of(values), Factor = (float)factor };
        Run<ScaleKernel, ElementwiseArgs>(ref args, values.Length, values.Length);
    }

    /// <inheritdoc/>
    public override void Copy(View source, View target) =>
        new ReadOnlySpan<float>(CpuBuffer.Of(source), source.Length).CopyTo(new Span<float>(CpuBuffer.Of(target), target.Length));

    /// <inheritdoc/>
    protected override Updater<TRule> CreateUpdater<TRule>() => new CpuUpdater<TRule>(this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        team.Dispose();
        panels.Dispose();
        base.Dispose(disposing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherRow(ReadOnlySpan<byte> pixels, float* table, float* output)
    {
        for (var f = 0; f < pixels.Length; f++)
        {
            output[f] = table[pixels[f]];
        }
    }

    private static BatchNormArgs BatchNormArguments(View input, View output, in BatchNormViews views, int rows) => new()
    {
        Input = CpuBuffer.Of(input),
        Output = CpuBuffer.Of(output),
        Weight = CpuBuffer.Of(views.Weight),
        Bias = CpuBuffer.Of(views.Bias),
        RunningMean = CpuBuffer.Of(views.RunningMean),
        RunningVariance = CpuBuffer.Of(views.RunningVariance),
        BatchMean = CpuBuffer.Of(views.BatchMean),
        BatchInverse = CpuBuffer.Of(views.BatchInverseDeviation),
        WeightGradient = CpuBuffer.Of(views.WeightGradient),
        BiasGradient = CpuBuffer.Of(views.BiasGradient),
        Rows = rows,
        Features = input.Length / rows,
    };

    private void Multiply(ref MatrixProduct product)
    {
        var needed = MatrixProduct.PanelFloats(product.Depth, product.Columns);
        if (needed > panels.Length)
        {
            // Grows to the largest product of the net in its first step and then stays.
            panels.Dispose();
            panels = new CpuBuffer(checked((int)needed));
        }

        product.Panels = CpuBuffer.Of(panels.All);
        product.Kernels = kernels;
        product.Run(team);
    }

    /// <summary>Runs a kernel over [0, length), on the team when there is enough to do.</summary>
    internal void Run<TKernel, TArgs>(ref TArgs args, int length, long visits)
        where TKernel : IRangeKernel<TArgs>
        where TArgs : unmanaged
    {
        var work = new RangeWork<TArgs> { Args = args, Length = length, InstructionSet = InstructionSet };
        if (visits < ParallelFrom)
        {
            RunPart<TKernel, TArgs>(&work, 0, 1);
        }
        else
        {
            team.Run(&RunPart<TKernel, TArgs>, &work);
        }
    }

    /// <summary>One thread's part, cut at multiples of 16: full lanes first, then what is left in ever narrower ones.</summary>
    private static void RunPart<TKernel, TArgs>(void* arguments, int part, int parts)
        where TKernel : IRangeKernel<TArgs>
        where TArgs : unmanaged
    {
        ref var work = ref *(RangeWork<TArgs>*)arguments;
        var blocks = (work.Length + 15) / 16;
        var from = (int)((long)blocks * part / parts) * 16;
        var to = Math.Min((int)((long)blocks * (part + 1) / parts) * 16, work.Length);
        if (work.InstructionSet >= InstructionSet.Avx512)
        {
            from = RunLanes<TKernel, TArgs, Lane512>(work.Args, from, to);
        }

        if (work.InstructionSet >= InstructionSet.Avx2)
        {
            from = RunLanes<TKernel, TArgs, Lane256>(work.Args, from, to);
        }

        if (work.InstructionSet >= InstructionSet.Vector128)
        {
            from = RunLanes<TKernel, TArgs, Lane128>(work.Args, from, to);
        }

        RunLanes<TKernel, TArgs, LaneSingle>(work.Args, from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunLanes<TKernel, TArgs, TLane>(in TArgs args, int from, int to)
        where TKernel : IRangeKernel<TArgs>
        where TArgs : unmanaged
        where TLane : struct, ICpuLane<TLane>
    {
        var end = from + ((to - from) / TLane.Count * TLane.Count);
        if (end > from)
        {
            TKernel.Run<TLane>(args, from, end);
        }

        return end;
    }

    private struct RangeWork<TArgs>
        where TArgs : unmanaged
    {
        public TArgs Args;
        public int Length;
        public InstructionSet InstructionSet;
    }
}
