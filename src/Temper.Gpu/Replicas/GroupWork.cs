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
    private readonly ReplicaArena arena;
    private readonly ProgramRunner runner;
    private readonly HostMemory host;
    private readonly List<ReplicaSet> sets = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? packed;

    public GroupWork(GpuHardware hardware, int replicas, long expected, ProductSettings products)
    {
        this.hardware = hardware;
        arena = new ReplicaArena(hardware, replicas, expected);
        runner = new ProgramRunner(hardware, arena, products);
        host = new HostMemory(hardware);
    }

    /// <summary>Serves nets that wait.</summary>
    public void Serve(GpuDevice[] replicas)
    {
        if (arena.Reserve(replicas.Max(replica => replica.Heap.End)))
        {
            runner.Forget();
        }

        runner.Prepare();
        foreach (var alike in Parts(replicas, (left, right) => left.Pending.SequenceEqual(right.Pending)))
        {
            RunPending(alike);
        }

        foreach (var alike in Parts(replicas, (left, right) => left.Request.IsLike(right.Request)))
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

    private static IEnumerable<GpuDevice[]> Parts(GpuDevice[] replicas, Func<GpuDevice, GpuDevice, bool> areAlike)
    {
        var left = replicas;
        while (left.Length > 0)
        {
            var first = left[0];
            var alike = left.Where(replica => ReferenceEquals(replica, first) || areAlike(first, replica)).ToArray();
            yield return alike;
            left = alike.Length == left.Length ? [] : [.. left.Except(alike)];
        }
    }

    private void RunPending(GpuDevice[] replicas)
    {
        var pending = replicas[0].Pending;
        var set = SetOf(replicas);
        int word = 0, rule = 0;
        for (var i = 0; i < pending.Count;)
        {
            var program = pending[i];
            var steps = 1;
            while (i + steps < pending.Count && ReferenceEquals(pending[i + steps], program))
            {
                steps++;
            }

            var words = steps * program.WordsPerReplica;
            var rules = program.RulesPerReplica == 0 ? 0 : steps * program.RulesPerReplica * hardware.Kernels.Rule(program.RuleKind).Size;
            runner.Run(program, set, steps, [.. replicas.Select(replica => replica.Inputs(word, words, rule, rules))]);
            word += words;
            rule += rules;
            i += steps;
        }

        foreach (var replica in replicas)
        {
            replica.ForgetPending();
        }
    }

    private void Transfer(GpuDevice[] replicas)
    {
        var request = replicas[0].Request;
        if (request.Kind == RequestKind.Finish)
        {
            hardware.Stream.Synchronize();
            runner.HasSynchronized();
        }

        if (request.Kind is not (RequestKind.Read or RequestKind.Write) || request.Length == 0)
        {
            return;
        }

        var atATime = (int)Math.Clamp(FloatsAtATime / request.Length, 1, replicas.Length);
        foreach (var some in replicas.Chunk(atATime))
        {
            Copy(some, request);
        }
    }

    private void Copy(GpuDevice[] replicas, Request request)
    {
        var bytes = (long)request.Length * sizeof(float);
        host.Reserve(bytes * replicas.Length);
        if (replicas.Length == 1)
        {
            var own = arena.View.SubView((replicas[0].Number * arena.Stride) + request.Start, request.Length);
            CopyThrough(replicas, own, request);
            return;
        }

        if (packed is null || packed.Length < (long)request.Length * replicas.Length)
        {
            hardware.Stream.Synchronize();
            packed?.Dispose();
            packed = null;
            packed = hardware.Accelerator.Allocate1D<float>((long)request.Length * replicas.Length);
        }

        var set = SetOf(replicas);
        var view = packed.View.SubView(0, (long)request.Length * replicas.Length);
        var config = new LaunchStarter(hardware, replicas.Length, arena.Replicas, -1, default).Elements(request.Length);
        if (request.Kind == RequestKind.Read)
        {
            hardware.Kernels.Pack(hardware.Stream, config, runner.Context(set), view, request.Start, request.Length);
            CopyThrough(replicas, view, request);
        }
        else
        {
            CopyThrough(replicas, view, request);
            hardware.Kernels.Unpack(hardware.Stream, config, runner.Context(set), view, request.Start, request.Length);
        }
    }

    /// <summary>Between the nets' own memory on the host, the page-locked memory and the GPU.</summary>
    private void CopyThrough(GpuDevice[] replicas, ArrayView<float> view, Request request)
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

        for (var i = 0; i < replicas.Length; i++)
        {
            var own = (byte*)replicas[i].Request.Host;
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

    private ReplicaSet SetOf(GpuDevice[] replicas)
    {
        foreach (var set in sets)
        {
            if (set.Count == replicas.Length && IsOf(set, replicas))
            {
                return set;
            }
        }

        var added = new ReplicaSet(hardware, [.. replicas.Select(replica => replica.Number)]);
        sets.Add(added);
        return added;
    }

    private static bool IsOf(ReplicaSet set, GpuDevice[] replicas)
    {
        for (var i = 0; i < replicas.Length; i++)
        {
            if (set.Numbers[i] != replicas[i].Number)
            {
                return false;
            }
        }

        return true;
    }
}
