using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Temper.Devices;
using Temper.Gpu.Kernels;

namespace Temper.Gpu.Hardware;

/// <summary>The kernels that one kind of rule is compiled into.</summary>
internal abstract class RuleKernels
{
    /// <summary>Words of 32 bits that a rule takes.</summary>
    public abstract int Size { get; }

    public abstract Action<AcceleratorStream, KernelConfig, KernelContext, UpdateGroup> Stretches { get; }

    public abstract Action<AcceleratorStream, KernelConfig, KernelContext, WeightGroup> Weights(TileKind kind);
}

/// <inheritdoc/>
internal sealed class RuleKernels<TRule>(Accelerator accelerator) : RuleKernels
    where TRule : unmanaged, IUpdateRule
{
    private Action<AcceleratorStream, KernelConfig, KernelContext, UpdateGroup>? stretches;
    private Action<AcceleratorStream, KernelConfig, KernelContext, WeightGroup>? narrow;
    private Action<AcceleratorStream, KernelConfig, KernelContext, WeightGroup>? wide;
    private Action<AcceleratorStream, KernelConfig, KernelContext, WeightGroup>? tensor;

    public override int Size => Unsafe.SizeOf<TRule>() / sizeof(int);

    public override Action<AcceleratorStream, KernelConfig, KernelContext, UpdateGroup> Stretches =>
        stretches ??= Load(() => accelerator.LoadKernel<KernelContext, UpdateGroup>(UpdateKernels<TRule>.Stretches));

    public override Action<AcceleratorStream, KernelConfig, KernelContext, WeightGroup> Weights(TileKind kind) => kind switch
    {
        TileKind.Narrow => narrow ??= Load(() => accelerator.LoadKernel<KernelContext, WeightGroup>(UpdateKernels<TRule>.Weights<NarrowTile>)),
        TileKind.Tensor => tensor ??= Load(() => accelerator.LoadKernel<KernelContext, WeightGroup>(
            accelerator is CPUAccelerator ? UpdateKernels<TRule>.Weights<SimulatedTensorTile> : UpdateKernels<TRule>.Weights<TensorTile>)),
        _ => wide ??= Load(() => accelerator.LoadKernel<KernelContext, WeightGroup>(UpdateKernels<TRule>.Weights<WideTile>)),
    };

    private TKernel Load<TKernel>(Func<TKernel> load) => KernelLoading.Load(accelerator.Name, load);
}
