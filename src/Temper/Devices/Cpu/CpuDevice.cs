using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Products;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <summary>
/// Floats and vector instructions on the processor's cores. The bits of every result are the same for any number of
/// threads and any <see cref="Temper.Devices.Cpu.InstructionSet"/>.
/// </summary>
/// <remarks>
/// Operations are collected and run in phases (see <see cref="WorkQueue"/>); what was asked for has happened when a
/// buffer is read. While they wait, some are joined: ReLU and its backward with the operation before, an optimizer's
/// update with the operation that computes its gradients.
/// </remarks>
public sealed unsafe partial class CpuDevice : Device, IRuns<Scale>, IRuns<ClipNorm>
{
    // Rough speed of one thread, to tell work that is worth handing out from work that is not.
    private const double ElementsPerMicrosecond = 4000;

    private readonly ThreadTeam team;
    private readonly WorkQueue queue;
    private readonly Action runQueue;
    private CpuBuffer panels;
    private CpuBuffer masks;
    private CpuBuffer sparseB;
    private CpuBuffer sparseC;
    private readonly CpuBuffer zeros;
    private CpuBuffer lossScratch;

    /// <summary>Creates the device; dispose it to end its threads.</summary>
    /// <param name="threads">Threads for one operation, the caller's included, 1 to 1024; 1 for many nets side by side.</param>
    /// <param name="instructionSet">Vector width; null for the best there is.</param>
    /// <param name="skipZeros">
    /// Whether matrix products skip the zeros of one of their sides; default true. False only to measure what that gains: the
    /// bits are the same.
    /// </param>
    /// <param name="memory">The memory that its buffers are taken from; null for this process's.</param>
    /// <exception cref="SpecException">This processor does not have the instruction set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">threads is not 1 to 1024.</exception>
    public CpuDevice(int threads = 1, InstructionSet? instructionSet = null, bool skipZeros = true, HostMemory? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        InstructionSet = instructionSet ?? InstructionSets.Best;
        if (InstructionSet > InstructionSets.Best)
        {
            throw new SpecException(
                $"This processor, or this process, does not have {InstructionSet}; the best it has is {InstructionSets.Best}.");
        }

        SkipsZeros = skipZeros;
        Memory = memory ?? HostMemory.OfProcess;
        team = new ThreadTeam(threads);
        queue = new WorkQueue(team);
        runQueue = queue.Run;
        panels = new CpuBuffer(0, queue);
        masks = new CpuBuffer(0, queue);
        sparseB = new CpuBuffer(0, queue);
        sparseC = new CpuBuffer(0, queue);
        lossScratch = new CpuBuffer(0, queue);
        (runProduct, largestPanel, largestSparsePanel) = ProductKernels.For(InstructionSet);
        zeros = new CpuBuffer(largestSparsePanel, queue);
    }

    /// <summary>Vector width in use.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>Whether matrix products skip the zeros of one of their sides.</summary>
    public bool SkipsZeros { get; }

    /// <summary>Threads of one operation.</summary>
    public int Threads => team.Threads;

    /// <inheritdoc/>
    public override HostMemory? Memory { get; }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string Description =>
        $"{InstructionSet}, {Threads} {(Threads == 1 ? "thread" : "threads")}, 32-bit";

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(int length) => new CpuBuffer(length, queue);

    /// <inheritdoc/>
    public override IndexBuffer AllocateIndices(int length) => new HostIndices(length, runQueue);

    /// <inheritdoc/>
    public override DataBuffer<T> Upload<T>(T[] values) => new HostData<T>(values, runQueue);

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        // Eight sums side by side, so that the additions do not wait for each other; added up in a fixed order.
        const int Sums = 8;
        queue.Run();
        var sums = stackalloc double[Sums];
        new Span<double>(sums, Sums).Clear();
        var v = CpuBuffer.Of(values);
        for (var i = 0; i < values.Length; i++)
        {
            sums[i % Sums] += (double)v[i] * v[i];
        }

        return sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
    }

    void IRuns<Scale>.Run(in Scale operation)
    {
        var (values, factor) = operation;
        var args = new ElementwiseArgs { Values = CpuBuffer.Of(values), Factor = (float)factor };
        AddRange<ScaleKernel, ElementwiseArgs>(args, 0, values.Length, values.Length, [Access.Write(values)]);
    }

    void IRuns<ClipNorm>.Run(in ClipNorm operation)
    {
        var factor = operation.Factor(SumOfSquares(operation.Gradients));
        if (factor < 1)
        {
            Run(new Scale(operation.Gradients, factor));
        }
    }

    /// <inheritdoc/>
    public override void Synchronize() => queue.Run();

    /// <inheritdoc/>
    protected override OperationRunner<TOperation>? CreateRunner<TOperation>() =>
        this is IRuns<TOperation> own ? new OwnRunner<TOperation>(own) : null;

    /// <inheritdoc/>
    protected override Updater<TRule> CreateUpdater<TRule>() => new CpuUpdater<TRule>(queue, InstructionSet);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        queue.Run();
        team.Dispose();
        panels.Dispose();
        masks.Dispose();
        sparseB.Dispose();
        sparseC.Dispose();
        zeros.Dispose();
        lossScratch.Dispose();
        queue.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Adds a kernel over rows x width elements, or over width elements cut anywhere when rows is 0.</summary>
    private WorkQueue.Operation* AddRange<TKernel, TArgs>(in TArgs args, int rows, int width, long visits, ReadOnlySpan<Access> touches)
        where TKernel : IRangeKernel<TArgs>
        where TArgs : unmanaged
    {
        var work = new RangeWork<TArgs> { Args = args, Rows = rows, Width = width, InstructionSet = InstructionSet };
        return queue.Add(&RangeRunner<TKernel, TArgs>.RunPart, work, rows, visits / ElementsPerMicrosecond, touches);
    }

    /// <summary>Numbers of the scratch buffers as they are now.</summary>
    internal long Scratch => (long)panels.Length + masks.Length + sparseB.Length + sparseC.Length;

    /// <summary>Makes a scratch buffer at least that long. It grows to what the net needs in its first step and then stays.</summary>
    private void Grow(ref CpuBuffer scratch, long length)
    {
        if (length > scratch.Length)
        {
            scratch.Dispose();
            scratch = new CpuBuffer(checked((int)length), queue);
        }
    }
}
