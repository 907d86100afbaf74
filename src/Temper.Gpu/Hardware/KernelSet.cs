using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Temper.Gpu.Kernels;

namespace Temper.Gpu.Hardware;

/// <summary>The kernels of one GPU, each compiled when it is first needed.</summary>
internal sealed class KernelSet(Accelerator accelerator)
{
    private readonly ConcurrentDictionary<int, RuleKernels> rules = new();
    private Action<AcceleratorStream, KernelConfig, KernelContext, TileTask>? narrowTile;
    private Action<AcceleratorStream, KernelConfig, KernelContext, TileTask>? wideTile;
    private Action<AcceleratorStream, KernelConfig, KernelContext, TileTask>? tensorTile;
    private Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<byte>, GatherTask>? gather;
    private Action<AcceleratorStream, KernelConfig, KernelContext, OneHotTask>? oneHot;
    private Action<AcceleratorStream, KernelConfig, KernelContext, CrossEntropyTask>? crossEntropy;
    private Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int>? copy;
    private Action<AcceleratorStream, KernelConfig, KernelContext, int, int>? clear;
    private Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int, int>? scale;
    private Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int>? squares;
    private Action<AcceleratorStream, KernelConfig, KernelContext, int, int>? squaresFinish;
    private Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<float>, int, int>? pack;
    private Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<float>, int, int>? unpack;
    private Action<AcceleratorStream, KernelConfig, ArrayView<float>, long, ArrayView<float>, long>? move;

    public Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<byte>, GatherTask> Gather =>
        gather ??= Load(() => accelerator.LoadKernel<KernelContext, ArrayView<byte>, GatherTask>(MemoryKernels.Gather));

    public Action<AcceleratorStream, KernelConfig, KernelContext, OneHotTask> OneHot =>
        oneHot ??= Load(() => accelerator.LoadKernel<KernelContext, OneHotTask>(MemoryKernels.OneHot));

    public Action<AcceleratorStream, KernelConfig, KernelContext, CrossEntropyTask> CrossEntropy =>
        crossEntropy ??= Load(() => accelerator.LoadKernel<KernelContext, CrossEntropyTask>(CrossEntropyKernel.Run));

    public Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int> Copy =>
        copy ??= Load(() => accelerator.LoadKernel<KernelContext, int, int, int>(MemoryKernels.Copy));

    public Action<AcceleratorStream, KernelConfig, KernelContext, int, int> Clear =>
        clear ??= Load(() => accelerator.LoadKernel<KernelContext, int, int>(MemoryKernels.Clear));

    public Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int, int> Scale =>
        scale ??= Load(() => accelerator.LoadKernel<KernelContext, int, int, int, int>(MemoryKernels.Scale));

    public Action<AcceleratorStream, KernelConfig, KernelContext, int, int, int> Squares =>
        squares ??= Load(() => accelerator.LoadKernel<KernelContext, int, int, int>(SquaresKernels.Add));

    public Action<AcceleratorStream, KernelConfig, KernelContext, int, int> SquaresFinish =>
        squaresFinish ??= Load(() => accelerator.LoadKernel<KernelContext, int, int>(SquaresKernels.Finish));

    public Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<float>, int, int> Pack =>
        pack ??= Load(() => accelerator.LoadKernel<KernelContext, ArrayView<float>, int, int>(MemoryKernels.Pack));

    public Action<AcceleratorStream, KernelConfig, KernelContext, ArrayView<float>, int, int> Unpack =>
        unpack ??= Load(() => accelerator.LoadKernel<KernelContext, ArrayView<float>, int, int>(MemoryKernels.Unpack));

    public Action<AcceleratorStream, KernelConfig, ArrayView<float>, long, ArrayView<float>, long> Move =>
        move ??= Load(() => accelerator.LoadKernel<ArrayView<float>, long, ArrayView<float>, long>(MemoryKernels.Move));

    public Action<AcceleratorStream, KernelConfig, KernelContext, TileTask> Tile(TileKind kind) => kind switch
    {
        TileKind.Narrow => narrowTile ??= Load(() => accelerator.LoadKernel<KernelContext, TileTask>(TileKernel.Run<NarrowTile>)),
        TileKind.Tensor => tensorTile ??= Load(() => accelerator.LoadKernel<KernelContext, TileTask>(
            accelerator is CPUAccelerator ? TileKernel.Run<SimulatedTensorTile> : TileKernel.Run<TensorTile>)),
        _ => wideTile ??= Load(() => accelerator.LoadKernel<KernelContext, TileTask>(TileKernel.Run<WideTile>)),
    };

    /// <summary>The kernels of a kind of rule.</summary>
    /// <param name="kind">Its number; below 0 for gradients without an update.</param>
    public RuleKernels Rule(int kind) => kind < 0 ? Rule<NoRule>(kind) : rules[kind];

    /// <summary>The kernels of a kind of rule, by its type.</summary>
    public RuleKernels Rule<TRule>(int kind)
        where TRule : unmanaged, Devices.IUpdateRule =>
        rules.GetOrAdd(kind, static (_, accelerator) => new RuleKernels<TRule>(accelerator), accelerator);

    private TKernel Load<TKernel>(Func<TKernel> load) => KernelLoading.Load(accelerator.Name, load);
}
