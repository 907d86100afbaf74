using ILGPU;
using ILGPU.Runtime;
using Temper.Gpu.Hardware;
using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <summary>Starts launches for a number of nets.</summary>
/// <param name="hardware">The GPU.</param>
/// <param name="nets">Number of nets that take part.</param>
/// <param name="replicas">Nets of the whole batch, by which tiles are chosen, so that a net's do not change when others have finished.</param>
/// <param name="ruleKind">Kind of the optimizer's rule; below 0 for none.</param>
/// <param name="products">How products are computed.</param>
internal sealed class LaunchStarter(GpuHardware hardware, int nets, int replicas, int ruleKind, ProductSettings products)
{
    /// <summary>Starts a launch's kernel.</summary>
    public void Start(Launch launch, KernelContext context)
    {
        var kernels = hardware.Kernels;
        var stream = hardware.Stream;
        switch (launch)
        {
            case TileLaunch tile:
                Tile(tile, context);
                break;
            case WeightsLaunch weights:
                Weights(weights, context);
                break;
            case UpdateLaunch update:
                Update(update, context);
                break;
            case GatherLaunch gather:
                kernels.Gather(stream, Elements(gather.Task.Rows * gather.Task.Features), context, hardware.Bytes.Of(gather.Pixels), gather.Task);
                break;
            case OneHotLaunch oneHot:
                kernels.OneHot(stream, Elements(oneHot.Task.Rows * oneHot.Task.Classes), context, oneHot.Task);
                break;
            case CrossEntropyLaunch loss:
                CrossEntropy(loss, context);
                break;
            case SquaresLaunch squares:
                var parts = Grid(SquaresKernels.Parts, BatchNormStages.WarpSize);
                kernels.Squares(stream, parts, context, squares.Start, squares.Length, squares.Scratch);
                break;
            case SquaresFinishLaunch finish:
                kernels.SquaresFinish(stream, Grid(1, BatchNormStages.WarpSize), context, finish.Scratch, finish.Word);
                break;
            case ScaleLaunch scale:
                kernels.Scale(stream, Elements(scale.Length), context, scale.Start, scale.Length, scale.Word, scale.Factor);
                break;
            case CopyLaunch copy:
                kernels.Copy(stream, Elements(copy.Length), context, copy.Source, copy.Word, copy.Length);
                break;
            case ClearLaunch clear:
                kernels.Clear(stream, Elements(clear.Length), context, clear.Start, clear.Length);
                break;
            default:
                throw new InvalidOperationException($"No kernel does {launch.GetType().Name}.");
        }
    }

    /// <summary>A grid of blocks that share so many elements of each net.</summary>
    public KernelConfig Elements(int length)
    {
        var threads = hardware.BlockThreads;
        var most = hardware.IsSimulated ? 1 : 256;
        return Grid(Math.Clamp((length + threads - 1) / threads, 1, most), threads);
    }

    private void Tile(TileLaunch launch, KernelContext context)
    {
        var task = launch.Task;
        TileGeometry geometry;
        var kind = TileKind.Narrow;
        if (task.Depth == 0)
        {
            geometry = TileGeometry.Loaded(task.Rows, task.Columns, launch.NeedsColumns, hardware.IsSimulated ? BatchNormStages.WarpSize : 128);
        }
        else
        {
            (kind, geometry) = Choose(TileGeometry.Wide(task.Rows, task.Columns).Blocks, task.Rows, task.Columns);
        }

        task.Geometry = geometry.Geometry;
        task.TileRows = geometry.Rows;
        task.TileColumns = geometry.Columns;
        task.TilesAcross = geometry.TilesAcross;
        hardware.Kernels.Tile(kind)(hardware.Stream, Grid(geometry.Blocks, geometry.Threads, geometry.SharedFloats), context, task);
    }

    private void Weights(WeightsLaunch launch, KernelContext context)
    {
        var wideBlocks = launch.Tasks.Sum(task => TileGeometry.Wide(task.In, task.Out).Blocks);
        var group = new WeightGroup { Count = launch.Tasks.Count };
        var kind = TileKind.Narrow;
        int blocks = 0, threads = 0, shared = 0;
        for (var i = 0; i < launch.Tasks.Count; i++)
        {
            var task = launch.Tasks[i];
            (kind, var geometry) = Choose(wideBlocks, task.In, task.Out);
            task.Geometry = geometry.Geometry;
            task.TileRows = geometry.Rows;
            task.TileColumns = geometry.Columns;
            task.TilesAcross = geometry.TilesAcross;
            task.FirstBlock = blocks;
            blocks += geometry.Blocks;
            threads = Math.Max(threads, geometry.Threads);
            shared = Math.Max(shared, geometry.SharedFloats);
            _ = i switch
            {
                0 => group.Task0 = task,
                1 => group.Task1 = task,
                2 => group.Task2 = task,
                _ => group.Task3 = task,
            };
        }

        hardware.Kernels.Rule(ruleKind).Weights(kind)(hardware.Stream, Grid(blocks, threads, shared), context, group);
    }

    private void Update(UpdateLaunch launch, KernelContext context)
    {
        var group = new UpdateGroup();
        for (var i = 0; i < launch.Parts.Count; i++)
        {
            var part = launch.Parts[i];
            _ = i switch
            {
                0 => group.Part0 = part,
                1 => group.Part1 = part,
                2 => group.Part2 = part,
                3 => group.Part3 = part,
                4 => group.Part4 = part,
                5 => group.Part5 = part,
                6 => group.Part6 = part,
                _ => group.Part7 = part,
            };
        }

        var longest = Elements(launch.Parts.Max(part => part.Length));
        var config = new KernelConfig(new Index3D(longest.GridDim.X, nets, launch.Parts.Count), longest.GroupDim);
        hardware.Kernels.Rule(ruleKind).Stretches(hardware.Stream, config, context, group);
    }

    private void CrossEntropy(CrossEntropyLaunch launch, KernelContext context)
    {
        var rows = Math.Min(launch.Task.Rows, CrossEntropyKernel.RowsAtATime);
        var threads = hardware.IsSimulated ? BatchNormStages.WarpSize : 128;
        hardware.Kernels.CrossEntropy(hardware.Stream, Grid(1, threads, 2 * rows), context, launch.Task);
    }

    /// <summary>Wide tiles when they fill the multiprocessors, narrow ones otherwise: the bits are the same.</summary>
    /// <param name="wideBlocks">Blocks of a net if tiles are wide.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    internal (TileKind Kind, TileGeometry Geometry) Choose(int wideBlocks, int rows, int columns)
    {
        var isWide = products.Tiles switch
        {
            TileChoice.Narrow => false,
            TileChoice.Wide => true,
            _ => (long)wideBlocks * replicas >= hardware.Multiprocessors,
        };
        return products.Precision == GpuPrecision.Tf32
            ? (TileKind.Tensor, TileGeometry.Tensor(rows, columns, isWide))
            : isWide ? (TileKind.Wide, TileGeometry.Wide(rows, columns)) : (TileKind.Narrow, TileGeometry.Narrow(rows, columns));
    }

    private KernelConfig Grid(int blocks, int threads, int sharedFloats = 0)
    {
        if (threads > hardware.Accelerator.MaxNumThreadsPerGroup)
        {
            // The simulated GPU would wait for threads that it does not have.
            throw new InvalidOperationException(
                $"{hardware.Name} has {hardware.Accelerator.MaxNumThreadsPerGroup} threads a block, {threads} are needed.");
        }

        var blockGrid = new Index3D(blocks, nets, 1);
        var block = new Index3D(threads, 1, 1);
        return sharedFloats == 0
            ? new KernelConfig(blockGrid, block)
            : new KernelConfig(blockGrid, block, SharedMemoryConfig.RequestDynamic<float>(sharedFloats));
    }
}
