using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;

namespace Tf32Effect;

/// <summary>
/// The CPU with the arithmetic of --precision tf32: the factors of every matrix product are rounded to 10 bits of mantissa, to nearest with ties
/// away from 0, as the GPU's kernels do before the tensor cores; sums stay in 32 bits. Slow, since factors are copied for each product.
/// </summary>
internal sealed class Tf32Device : Device
{
    private readonly CpuDevice inner = new(threads: 1);
    private readonly List<DeviceBuffer> scratch = [];
    private float[] host = [];

    public override string Name => "cpu-tf32";

    public override string Description => "factors of products rounded to tf32";

    public override DeviceBuffer Allocate(int length) => inner.Allocate(length);

    public override IndexBuffer AllocateIndices(int length) => inner.AllocateIndices(length);

    public override DataBuffer<T> Upload<T>(T[] values) => inner.Upload(values);

    public override double SumOfSquares(View values) => inner.SumOfSquares(values);

    protected override OperationRunner<TOperation> CreateRunner<TOperation>() => new RoundedRunner<TOperation>(this);

    protected override Updater<TRule> CreateUpdater<TRule>() => new ForwardedUpdater<TRule>(inner);

    protected override void Dispose(bool disposing)
    {
        foreach (var buffer in scratch)
        {
            buffer.Dispose();
        }

        inner.Dispose();
        base.Dispose(disposing);
    }

    private void Run<TOperation>(in TOperation operation)
        where TOperation : struct, IOperation
    {
        switch (operation)
        {
            case LinearForward forward:
                inner.Run(forward with { Input = Rounded(forward.Input, 0), Weight = Rounded(forward.Weight, 1) });
                break;
            case LinearBackwardInput backward:
                inner.Run(backward with { OutputGradient = Rounded(backward.OutputGradient, 0), Weight = Rounded(backward.Weight, 1) });
                break;
            case LinearBackwardParameters backward:
                inner.Run(backward with { Input = Rounded(backward.Input, 0), OutputGradient = Rounded(backward.OutputGradient, 1) });
                break;
            default:
                inner.Run(operation);
                break;
        }
    }

    private View Rounded(View view, int place)
    {
        if (host.Length < view.Length)
        {
            host = new float[view.Length];
        }

        var numbers = host.AsSpan(0, view.Length);
        view.Read(numbers);
        foreach (ref var number in numbers)
        {
            number = BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(number) + 0x1000u) & 0xFFFFE000u);
        }

        var copy = Scratch(place, view.Length);
        copy.Write(numbers);
        return copy;
    }

    private View Scratch(int place, int length)
    {
        while (scratch.Count <= place)
        {
            scratch.Add(inner.Allocate(length));
        }

        if (scratch[place].Length < length)
        {
            scratch[place].Dispose();
            scratch[place] = inner.Allocate(length);
        }

        return scratch[place].All.Slice(0, length);
    }

    private sealed class ForwardedUpdater<TRule>(Device device) : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views) => device.Update(rule, views);
    }

    private sealed class RoundedRunner<TOperation>(Tf32Device device) : OperationRunner<TOperation>
        where TOperation : struct, IOperation
    {
        public override void Run(in TOperation operation) => device.Run(operation);
    }
}
