using ILGPU;
using ILGPU.Runtime;
using Temper.Gpu.Hardware;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <summary>What a group does while all its nets wait: runs what they have written down, then copies what they ask for.</summary>
internal sealed unsafe class GroupWork : IDisposable
{
    /// <summary>Floats that one copy between host and GPU carries at most.</summary>
    private const long FloatsAtATime = 16L << 20;

    private readonly GpuHardware hardware;
    private readonly LaneArena arena;
    private readonly ProgramRunner runner;
    private readonly HostMemory host;
    private readonly List<LaneSet> sets = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? packed;

    public GroupWork(GpuHardware hardware, int lanes, long expected, ProductSettings products)
    {
        this.hardware = hardware;
        arena = new LaneArena(hardware, lanes, expected);
        runner = new ProgramRunner(hardware, arena, products);
        host = new HostMemory(hardware);
    }

    /// <summary>Serves nets that wait.</summary>
    public void Serve(GpuDevice[] lanes)
    {
        if (arena.Reserve(lanes.Max(lane => lane.Heap.End)))
        {
            runner.Forget();
        }

        runner.Prepare();
        foreach (var alike in Parts(lanes, (left, right) => left.Pending.SequenceEqual(right.Pending)))
        {
            RunPending(alike);
        }

        foreach (var alike in Parts(lanes, (left, right) => left.Request.IsLike(right.Request)))
        {
            Transfer(alike);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A GPU that is lost refuses to free anything, which must not hide why it was lost.
        GpuErrors.Ignore(hardware.Stream.Synchronize);
        GpuErrors.Ignore(runner.Dispose);
        GpuErrors.Ignore(host.Dispose);
        GpuErrors.Ignore(() => packed?.Dispose());
        GpuErrors.Ignore(arena.Dispose);
        foreach (var set in sets)
        {
            GpuErrors.Ignore(set.Dispose);
        }
    }

    private static IEnumerable<GpuDevice[]> Parts(GpuDevice[] lanes, Func<GpuDevice, GpuDevice, bool> areAlike)
    {
        var left = lanes;
        while (left.Length > 0)
        {
            var first = left[0];
            var alike = left.Where(lane => ReferenceEquals(lane, first) || areAlike(first, lane)).ToArray();
            yield return alike;
            left = alike.Length == left.Length ? [] : [.. left.Except(alike)];
        }
    }

    private void RunPending(GpuDevice[] lanes)
    {
        var pending = lanes[0].Pending;
        var set = SetOf(lanes);
        int word = 0, rule = 0;
        for (var i = 0; i < pending.Count;)
        {
            var program = pending[i];
            var steps = 1;
            while (i + steps < pending.Count && ReferenceEquals(pending[i + steps], program))
            {
                steps++;
            }

            var words = steps * program.WordsPerLane;
            var rules = program.RulesPerLane == 0 ? 0 : steps * program.RulesPerLane * hardware.Kernels.Rule(program.RuleKind).Size;
            runner.Run(program, set, steps, [.. lanes.Select(lane => lane.Inputs(word, words, rule, rules))]);
            word += words;
            rule += rules;
            i += steps;
        }

        foreach (var lane in lanes)
        {
            lane.ForgetPending();
        }
    }

    private void Transfer(GpuDevice[] lanes)
    {
        var request = lanes[0].Request;
        if (request.Kind == RequestKind.Finish)
        {
            hardware.Stream.Synchronize();
            runner.HasSynchronized();
        }

        if (request.Kind is not (RequestKind.Read or RequestKind.Write) || request.Length == 0)
        {
            return;
        }

        var atATime = (int)Math.Clamp(FloatsAtATime / request.Length, 1, lanes.Length);
        foreach (var some in lanes.Chunk(atATime))
        {
            Copy(some, request);
        }
    }

    private void Copy(GpuDevice[] lanes, Request request)
    {
        var bytes = (long)request.Length * sizeof(float);
        host.Reserve(bytes * lanes.Length);
        if (lanes.Length == 1)
        {
            var own = arena.View.SubView((lanes[0].Number * arena.Stride) + request.Start, request.Length);
            CopyThrough(lanes, own, request);
            return;
        }

        if (packed is null || packed.Length < (long)request.Length * lanes.Length)
        {
            hardware.Stream.Synchronize();
            packed?.Dispose();
            packed = null;
            packed = hardware.Accelerator.Allocate1D<float>((long)request.Length * lanes.Length);
        }

        var set = SetOf(lanes);
        var view = packed.View.SubView(0, (long)request.Length * lanes.Length);
        var config = new LaunchStarter(hardware, lanes.Length, arena.Lanes, -1, default).Elements(request.Length);
        if (request.Kind == RequestKind.Read)
        {
            hardware.Kernels.Pack(hardware.Stream, config, runner.Room(set), view, request.Start, request.Length);
            CopyThrough(lanes, view, request);
        }
        else
        {
            CopyThrough(lanes, view, request);
            hardware.Kernels.Unpack(hardware.Stream, config, runner.Room(set), view, request.Start, request.Length);
        }
    }

    /// <summary>Between the nets' own memory on the host, the page-locked memory and the GPU.</summary>
    private void CopyThrough(GpuDevice[] lanes, ArrayView<float> view, Request request)
    {
        var bytes = (long)request.Length * sizeof(float);
        if (request.Kind == RequestKind.Read)
        {
            host.CopyFrom<float>(view);
            runner.HasSynchronized();
        }
        else
        {
            // The last copy from here may still be on its way.
            hardware.Stream.Synchronize();
            runner.HasSynchronized();
        }

        for (var i = 0; i < lanes.Length; i++)
        {
            var own = (byte*)lanes[i].Request.Host;
            var shared = host.Address + (i * bytes);
            if (request.Kind == RequestKind.Read)
            {
                Buffer.MemoryCopy(shared, own, bytes, bytes);
            }
            else
            {
                Buffer.MemoryCopy(own, shared, bytes, bytes);
            }
        }

        if (request.Kind == RequestKind.Write)
        {
            host.CopyTo<float>(view, 0);
        }
    }

    private LaneSet SetOf(GpuDevice[] lanes)
    {
        foreach (var set in sets)
        {
            if (set.Count == lanes.Length && IsOf(set, lanes))
            {
                return set;
            }
        }

        var added = new LaneSet(hardware, [.. lanes.Select(lane => lane.Number)]);
        sets.Add(added);
        return added;
    }

    private static bool IsOf(LaneSet set, GpuDevice[] lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            if (set.Numbers[i] != lanes[i].Number)
            {
                return false;
            }
        }

        return true;
    }
}
