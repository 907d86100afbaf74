using Temper.Devices;

namespace Temper.Training;

/// <summary>Computes nothing and holds nothing: counts the numbers that a real device would have to keep.</summary>
internal sealed class CountingDevice : Device
{
    private long numbers;

    public override string Name => "counting";

    public override string Description => "counts numbers";

    /// <summary>Most numbers at the same time, row numbers included.</summary>
    public long Most { get; private set; }

    public override DeviceBuffer Allocate(int length) => new Numbers(this, length);

    public override IndexBuffer AllocateIndices(int length) => new Rows(this, length);

    public override DataBuffer<T> Upload<T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Shared<T>(values.Length);
    }

    public override double SumOfSquares(View values) => 0;

    protected override OperationRunner<TOperation> CreateRunner<TOperation>() => new NoOperation<TOperation>();

    protected override Updater<TRule> CreateUpdater<TRule>() => new NoUpdate<TRule>();

    private void Count(long change)
    {
        numbers += change;
        Most = Math.Max(Most, numbers);
    }

    private sealed class Numbers : DeviceBuffer
    {
        private readonly CountingDevice device;

        public Numbers(CountingDevice device, int length)
            : base(length)
        {
            this.device = device;
            device.Count(length);
        }

        public override void Write(int offset, ReadOnlySpan<float> values)
        {
        }

        public override void Write(int offset, ReadOnlySpan<double> values)
        {
        }

        public override void Read(int offset, Span<float> values) => values.Clear();

        public override void Read(int offset, Span<double> values) => values.Clear();

        public override void Dispose() => device.Count(-Length);
    }

    private sealed class Rows : IndexBuffer
    {
        private readonly CountingDevice device;

        public Rows(CountingDevice device, int length)
            : base(length)
        {
            this.device = device;
            device.Count(length);
        }

        public override void Write(ReadOnlySpan<int> rows)
        {
        }

        public override void Dispose() => device.Count(-Length);
    }

    private sealed class Shared<T>(int length) : DataBuffer<T>(length)
        where T : unmanaged
    {
        public override void Dispose()
        {
        }
    }

    private sealed class NoUpdate<TRule> : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views)
        {
        }
    }

    private sealed class NoOperation<TOperation> : OperationRunner<TOperation>
        where TOperation : struct, IOperation
    {
        public override void Run(in TOperation operation)
        {
        }
    }
}
