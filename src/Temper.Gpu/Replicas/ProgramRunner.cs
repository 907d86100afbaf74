using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Temper.Gpu.Hardware;
using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <summary>
/// Runs programs for sets of nets: brings their words to the GPU, sixteen steps at a time, and starts their kernels, as one recorded graph
/// where the driver can.
/// </summary>
internal sealed unsafe class ProgramRunner(GpuHardware hardware, ReplicaArena arena, ProductSettings products) : IDisposable
{
    /// <summary>Steps of a recorded graph.</summary>
    public const int StepsPerGraph = 16;

    private const long StagingBytes = 32L << 20;

    private readonly GraphDriver graphDriver = new();
    private readonly HostMemory staging = new(hardware);
    private readonly Dictionary<(GpuProgram Program, ReplicaSet Replicas, int Steps), CudaGraph?> graphs = [];
    private readonly Dictionary<GpuProgram, MemoryBuffer1D<int, Stride1D.Dense>> stages = [];
    private readonly HashSet<(GpuProgram Program, ReplicaSet Replicas)> seen = [];
    private MemoryBuffer1D<int, Stride1D.Dense>? words;
    private MemoryBuffer1D<int, Stride1D.Dense>? rules;
    private long staged;

    /// <summary>Runs a program for some steps.</summary>
    /// <param name="program">What one batch of images asks for, compiled.</param>
    /// <param name="replicas">The nets that do it together.</param>
    /// <param name="steps">How many times.</param>
    /// <param name="inputs">For each net, its words and rules of these steps.</param>
    public void Run(GpuProgram program, ReplicaSet replicas, int steps, IReadOnlyList<StepInputs> inputs)
    {
        for (var done = 0; done < steps;)
        {
            var now = Math.Min(StepsPerGraph, steps - done);
            Bring(program, replicas, done, now, inputs);
            if (hardware.IsSimulated || now == 1 || seen.Add((program, replicas)))
            {
                // The first time as a plain stream: kernels are compiled and loaded meanwhile, which a recording does not allow. And what
                // does not repeat is not worth recording.
                Start(program, replicas, now);
            }
            else
            {
                StartRecorded(program, replicas, now);
            }

            done += now;
        }
    }

    /// <summary>Everything has moved: graphs know the old places.</summary>
    public void Forget()
    {
        foreach (var graph in graphs.Values)
        {
            graph?.Dispose();
        }

        graphs.Clear();
    }

    /// <summary>The stream has come to its end: all of the staging memory is free again.</summary>
    public void HasSynchronized() => staged = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (var buffer in stages.Values)
        {
            buffer.Dispose();
        }

        words?.Dispose();
        rules?.Dispose();
        staging.Dispose();
    }

    /// <summary>What kernels see, without the place of a step.</summary>
    public KernelContext Context(ReplicaSet replicas) => new()
    {
        Numbers = arena.View,
        ReplicaStride = arena.Stride,
        Replicas = replicas.View,
        Words = words!.View,
        Rules = rules!.View,
        Stages = words.View,
    };

    /// <summary>Makes sure that there is something to see.</summary>
    public void Prepare() => Reserve(1, 1);

    private void StartRecorded(GpuProgram program, ReplicaSet replicas, int steps)
    {
        var stream = ((CudaStream)hardware.Stream).StreamPtr;
        if (!graphs.TryGetValue((program, replicas, steps), out var graph))
        {
            graph = CudaGraph.TryRecord(graphDriver, stream, () => Start(program, replicas, steps));
            graphs[(program, replicas, steps)] = graph;
        }

        if (graph is null)
        {
            Start(program, replicas, steps);
        }
        else
        {
            graph.Launch(stream);
        }
    }

    private void Start(GpuProgram program, ReplicaSet replicas, int steps)
    {
        var context = Context(replicas);
        context.Stages = stages[program].View;
        context.WordsPerReplica = program.WordsPerReplica;
        context.RulesPerReplica = program.RulesPerReplica;
        var starter = new LaunchStarter(hardware, replicas.Count, arena.Replicas, program.RuleKind, products);
        for (var step = 0; step < steps; step++)
        {
            context.FirstWord = step * replicas.Count * program.WordsPerReplica;
            context.FirstRule = step * replicas.Count * program.RulesPerReplica;
            foreach (var launch in program.Compiled.Launches)
            {
                starter.Start(launch, context);
            }
        }
    }

    /// <summary>Brings words and rules of some steps, [step][net][...], and the program's stages if they are not there yet.</summary>
    private void Bring(GpuProgram program, ReplicaSet replicas, int done, int steps, IReadOnlyList<StepInputs> inputs)
    {
        var wordCount = program.WordsPerReplica;
        var ruleCount = program.RulesPerReplica * (program.RulesPerReplica == 0 ? 0 : hardware.Kernels.Rule(program.RuleKind).Size);
        Reserve((long)StepsPerGraph * replicas.Count * wordCount, (long)StepsPerGraph * replicas.Count * ruleCount);
        if (!stages.ContainsKey(program))
        {
            var numbers = program.Compiled.Stages;
            var buffer = hardware.Accelerator.Allocate1D<int>(Math.Max(1, numbers.Length));
            stages.Add(program, buffer);
            if (numbers.Length > 0)
            {
                buffer.View.SubView(0, numbers.Length).CopyFromCPU(hardware.Stream, numbers);
            }
        }

        var wordBytes = (long)steps * replicas.Count * wordCount * sizeof(int);
        var ruleBytes = (long)steps * replicas.Count * ruleCount * sizeof(int);
        var place = Stage(wordBytes + ruleBytes);
        Gather(inputs, done, steps, wordCount, place, static input => input.Words);
        Gather(inputs, done, steps, ruleCount, place + wordBytes, static input => input.Rules);
        if (wordBytes > 0)
        {
            staging.CopyTo<int>(words!.View.SubView(0, wordBytes / sizeof(int)), place);
        }

        if (ruleBytes > 0)
        {
            staging.CopyTo<int>(rules!.View.SubView(0, ruleBytes / sizeof(int)), place + wordBytes);
        }
    }

    private void Gather(IReadOnlyList<StepInputs> inputs, int done, int steps, int count, long place, Func<StepInputs, ReadOnlyMemory<int>> part)
    {
        for (var replica = 0; replica < inputs.Count && count > 0; replica++)
        {
            var source = part(inputs[replica]).Span;
            for (var step = 0; step < steps; step++)
            {
                var target = (int*)(staging.Address + place) + ((((long)step * inputs.Count) + replica) * count);
                source.Slice((done + step) * count, count).CopyTo(new Span<int>(target, count));
            }
        }
    }

    /// <summary>A stretch of the staging memory that no copy is reading.</summary>
    private long Stage(long bytes)
    {
        if (staged + bytes > staging.Length)
        {
            hardware.Stream.Synchronize();
            staged = 0;
            staging.Reserve(Math.Max(StagingBytes, bytes));
        }

        var place = staged;
        staged += (bytes + 63) / 64 * 64;
        return place;
    }

    private void Reserve(long wordCount, long ruleCount)
    {
        Reserve(ref words, Math.Max(64, wordCount));
        Reserve(ref rules, Math.Max(64, ruleCount));
    }

    private void Reserve(ref MemoryBuffer1D<int, Stride1D.Dense>? buffer, long count)
    {
        if (buffer is null || buffer.Length < count)
        {
            hardware.Stream.Synchronize();
            buffer?.Dispose();
            buffer = hardware.Accelerator.Allocate1D<int>(count);
            Forget();
        }
    }
}
