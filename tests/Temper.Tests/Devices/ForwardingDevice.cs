using Temper.Devices;
using Temper.Devices.Cpu;

namespace Temper.Tests.Devices;

/// <summary>The processor under another name, for tests that change something about it.</summary>
internal class ForwardingDevice : Device
{
    private readonly CpuDevice inner = new(threads: 1);

    public override string Name => "gpu";

    public override string Description => "a test's";

    public override string Arithmetic => "gpu";

    /// <summary>Numbers that the processor keeps for itself.</summary>
    public long Scratch => inner.Scratch;

    /// <summary>Numbers and row numbers that were ever allocated.</summary>
    public long Allocated { get; private set; }

    public override DeviceBuffer Allocate(int length)
    {
        Allocated += length;
        return inner.Allocate(length);
    }

    public override IndexBuffer AllocateIndices(int length)
    {
        Allocated += length;
        return inner.AllocateIndices(length);
    }

    public override DataBuffer<T> Upload<T>(T[] values) => inner.Upload(values);

    public override double SumOfSquares(View values) => inner.SumOfSquares(values);

    /// <summary>Carries an operation out; tests change something before or after.</summary>
    /// <param name="operation">One of Temper.Devices.Operations.</param>
    /// <param name="run">The processor's own way.</param>
    protected virtual void Around(IOperation operation, Action run) => run();

    protected override OperationRunner<TOperation>? CreateRunner<TOperation>() => new ForwardedOperation<TOperation>(this);

    protected override Updater<TRule> CreateUpdater<TRule>() => new Forward<TRule>(inner);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Forward<TRule>(CpuDevice inner) : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views) => inner.Update(rule, views);
    }

    private sealed class ForwardedOperation<TOperation>(ForwardingDevice device) : OperationRunner<TOperation>
        where TOperation : struct, IOperation
    {
        public override void Run(in TOperation operation)
        {
            var copy = operation;
            device.Around(copy, () => device.inner.Run(copy));
        }
    }
}
