namespace Temper.Devices;

/// <summary>
/// Plain loops in double: it runs every operation as the operation itself says
/// (<see cref="IOperation.ComputeReference"/>). Read, and compared with, never optimized.
/// </summary>
/// <param name="memory">The memory that its buffers are taken from; null for this process's.</param>
public sealed class ReferenceDevice(HostMemory? memory = null) : Device
{
    /// <inheritdoc/>
    public override HostMemory? Memory { get; } = memory ?? HostMemory.OfProcess;

    /// <inheritdoc/>
    public override int NumberBytes => sizeof(double);

    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Description => "plain loops, 64-bit, one thread";

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(int length) => new ReferenceBuffer(length);

    /// <inheritdoc/>
    public override IndexBuffer AllocateIndices(int length) => new HostIndices(length);

    /// <inheritdoc/>
    public override DataBuffer<T> Upload<T>(T[] values) => new HostData<T>(values);

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        var sum = 0.0;
        foreach (var value in ReferenceBuffer.Of(values))
        {
            sum += value * value;
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override OperationRunner<TOperation> CreateRunner<TOperation>() => new ReferenceRunner<TOperation>();

    /// <inheritdoc/>
    protected override Updater<TRule> CreateUpdater<TRule>() => new ReferenceUpdater<TRule>();

    private sealed class ReferenceRunner<TOperation> : OperationRunner<TOperation>
        where TOperation : struct, IOperation
    {
        public override void Run(in TOperation operation) => operation.ComputeReference();
    }
}
