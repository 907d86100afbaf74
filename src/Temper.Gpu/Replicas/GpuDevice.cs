using Temper.Devices;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <summary>
/// One net's device on a GPU: it writes down what is asked of it, and meets the others of its group when numbers are read or enough has been
/// written down.
/// </summary>
internal sealed partial class GpuDevice : Device
{
    /// <summary>Batches that are written down before they are started: enough for a recorded graph, few enough to keep the GPU busy.</summary>
    private const int BatchesAtATime = 2 * ProgramRunner.StepsPerGraph;

    private readonly ReplicaGroup group;
    private readonly OpWriter writer = new();
    private readonly List<GpuProgram> pending = [];
    private readonly GpuPrecision precision;
    private readonly int scratch;
    private GpuProgram? lastProgram;
    private int[] words = [];
    private int[] rules = [];
    private bool isDisposed;

    public GpuDevice(ReplicaGroup group, int number, GpuPrecision precision)
    {
        this.group = group;
        this.precision = precision;
        Number = number;
        scratch = Heap.Take(Kernels.SquaresKernels.Scratch).Start;
    }

    /// <inheritdoc/>
    public override string Name => "gpu";

    /// <inheritdoc/>
    public override string Description => GpuDevicePool.Describe(group.Hardware.Name, precision);

    /// <inheritdoc/>
    public override string Arithmetic => GpuDevicePool.ArithmeticOf(precision);

    /// <summary>Its number in the group.</summary>
    public int Number { get; }

    /// <summary>Where its numbers lie.</summary>
    public ReplicaHeap Heap { get; } = new();

    /// <summary>Batches that wait to be started.</summary>
    public IReadOnlyList<GpuProgram> Pending => pending;

    /// <summary>What it waits for.</summary>
    public Request Request { get; set; }

    /// <summary>Whether it waits; changed under the group's lock.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>What its thread throws when it wakes up; null for nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Set when its request has been served.</summary>
    public ManualResetEventSlim Served { get; } = new(false, spinCount: 1);

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(int length)
    {
        var (start, isUsed) = Heap.Take(length);
        if (isUsed && length > 0)
        {
            writer.Add(new ClearCode(start, length));
        }

        return new GpuBuffer(this, start, length);
    }

    /// <inheritdoc/>
    public override IndexBuffer AllocateIndices(int length) => new GpuIndices((GpuBuffer)Allocate(length));

    /// <inheritdoc/>
    public override DataBuffer<T> Upload<T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values is byte[] bytes
            ? (DataBuffer<T>)(object)new GpuBytes(this, group.Hardware.Bytes.Take(bytes), bytes.Length)
            : throw new SpecException($"The device {Name} takes data of bytes only, not of {typeof(T).Name} yet; use another device.");
    }

    /// <inheritdoc/>
    public override void EndBatch()
    {
        CloseBatch();
        if (pending.Count >= BatchesAtATime)
        {
            Wait(new Request(RequestKind.Start));
        }
    }

    /// <inheritdoc/>
    public override void Synchronize() => Wait(new Request(RequestKind.Finish));

    /// <summary>Waits for the group.</summary>
    public void Wait(Request request)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        CloseBatch();
        words = Kept(words, writer.Words);
        rules = Kept(rules, writer.Rules);
        group.Meet(this, request);
    }

    /// <summary>A stretch of its words and rules.</summary>
    public StepInputs Inputs(int word, int wordCount, int rule, int ruleCount) =>
        new(words.AsMemory(word, wordCount), rules.AsMemory(rule, ruleCount));

    /// <summary>What waited has been started.</summary>
    public void ForgetPending()
    {
        pending.Clear();
        writer.Clear();
    }

    /// <summary>Takes a buffer's place back.</summary>
    public void Free(int start, int length) => Heap.GiveBack(start, length);

    /// <summary>Lets go of bytes, when nothing that was written down reads them.</summary>
    public void GiveBack(int bytes)
    {
        if (pending.Count > 0 || writer.Code.Length > 0)
        {
            if (isDisposed || group.IsBroken)
            {
                ForgetPending();
            }
            else
            {
                Wait(new Request(RequestKind.Start));
            }
        }

        group.Hardware.Bytes.GiveBack(bytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            group.Leave();
            Served.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override OperationRunner<TOperation>? CreateRunner<TOperation>() =>
        this is IRuns<TOperation> own ? new OwnRunner<TOperation>(own) : null;

    /// <inheritdoc/>
    protected override Updater<TRule> CreateUpdater<TRule>()
    {
        _ = group.Hardware.Kernels.Rule<TRule>(KindSlot<IUpdateRule>.Of<TRule>.Index);
        return new GpuUpdater<TRule>(this);
    }

    private void CloseBatch()
    {
        if (writer.Code.Length == 0)
        {
            return;
        }

        if (lastProgram is null || !ProgramCache.IsProgramOf(lastProgram, writer))
        {
            lastProgram = group.Programs.Of(writer);
        }

        pending.Add(lastProgram);
        writer.EndBatch();
    }

    private static int[] Kept(int[] array, ReadOnlySpan<int> values)
    {
        if (array.Length < values.Length)
        {
            array = new int[Math.Max(values.Length, 2 * array.Length)];
        }

        values.CopyTo(array);
        return array;
    }
}
