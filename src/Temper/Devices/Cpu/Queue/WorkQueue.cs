using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Temper.Devices.Cpu.Queue;

/// <summary>
/// Operations that have been asked for and not yet run. They are collected into a phase, which the team runs at once,
/// every thread its part of each operation in order; only between phases do threads wait for each other.
/// </summary>
/// <remarks>
/// An operation joins the phase unless it would read what another thread's part of a pending operation writes, or
/// overwrite what it reads or writes; memory ranges decide. Operations row by row over the same number of rows cut them
/// alike, so a whole forward pass without BatchNorm is one phase. Reading or writing a buffer from outside runs what is
/// pending first. One thread uses the queue at a time. Adding allocates nothing.
/// </remarks>
internal sealed unsafe class WorkQueue : IDisposable
{
    private const int MostOperations = 48;
    private const int MostAccesses = 512;
    private const int ArgumentBytes = 48 * 1024;

    // Work worth less than this is done by one thread: a hand-over costs about as much.
    private const double AloneBelowMicroseconds = 4;

    private readonly ThreadTeam team;
    private Phase* phase;
    private byte* arguments;
    private readonly MemoryAccess[] accesses = new MemoryAccess[MostAccesses];
    private int accessCount;
    private int argumentBytes;
    private double microseconds;

    public WorkQueue(ThreadTeam team)
    {
        this.team = team;
        phase = (Phase*)NativeMemory.AllocZeroed((nuint)sizeof(Phase) + (MostOperations * (nuint)sizeof(Operation)));
        arguments = (byte*)NativeMemory.AlignedAlloc(ArgumentBytes, 64);
    }

    /// <summary>Adds an operation to the phase; runs the phase first if it has to be finished before.</summary>
    /// <param name="run">(arguments, part, parts).</param>
    /// <param name="args">Copied, so that the caller's may be gone when the phase runs.</param>
    /// <param name="rows">Rows that it cuts with <see cref="Parts.Rows"/>; 0 for another cut.</param>
    /// <param name="cost">About how long it takes on one thread, in microseconds.</param>
    /// <param name="touches">All memory that it reads and writes, apart from what never changes.</param>
    /// <returns>The operation, good until the phase runs.</returns>
    public Operation* Add<TArgs>(
        delegate*<void*, int, int, void> run, in TArgs args, int rows, double cost, ReadOnlySpan<Access> touches)
        where TArgs : unmanaged
    {
        ObjectDisposedException.ThrowIf(phase is null, typeof(CpuDevice));
        if (phase->Count == MostOperations || accessCount + touches.Length > MostAccesses - 8 || !Fits<TArgs>() || Conflicts(touches, rows, -1))
        {
            Run();
        }

        var index = phase->Count++;
        var operation = phase->Operations + index;
        *operation = new Operation { Run = run, Arguments = Keep(args), Rows = rows };
        Record(touches, index);
        microseconds += cost;
        return operation;
    }

    /// <summary>The operation added last, if it is still pending; else null.</summary>
    public Operation* Last => phase is null || phase->Count == 0 ? null : phase->Operations + phase->Count - 1;

    /// <summary>The pending operation that computes exactly these gradients and takes updates, or null.</summary>
    public Operation* ProducerOf(float* gradients, int length)
    {
        ObjectDisposedException.ThrowIf(phase is null, typeof(CpuDevice));
        for (var i = phase->Count - 1; i >= 0; i--)
        {
            var operation = phase->Operations + i;
            if (operation->Hook is not null && operation->Output == gradients && operation->OutputLength == length && operation->Hook->Run is null)
            {
                return operation;
            }
        }

        return null;
    }

    /// <summary>Lets a pending operation touch more memory, unless that is in another operation's way.</summary>
    public bool Extend(Operation* operation, ReadOnlySpan<Access> touches, double cost)
    {
        var index = (int)(operation - phase->Operations);
        if (accessCount + touches.Length > MostAccesses || Conflicts(touches, operation->Rows, index))
        {
            return false;
        }

        Record(touches, index);
        microseconds += cost;
        return true;
    }

    /// <summary>True when arguments of that type still fit into this phase.</summary>
    public bool Fits<TArgs>()
        where TArgs : unmanaged => argumentBytes + sizeof(TArgs) + 64 <= ArgumentBytes;

    /// <summary>Copies arguments to where they stay until the phase has run.</summary>
    public TArgs* Keep<TArgs>(in TArgs args)
        where TArgs : unmanaged
    {
        var place = (TArgs*)(arguments + argumentBytes);
        *place = args;
        argumentBytes += (sizeof(TArgs) + 63) / 64 * 64;
        return place;
    }

    /// <summary>Keeps what pending operations read by address from being collected.</summary>
    public void KeepAlive(object owner)
    {
        if (accessCount == MostAccesses)
        {
            Run();
            return;
        }

        accesses[accessCount++] = new MemoryAccess(owner, null, null, AccessKind.Read, 0);
    }

    /// <summary>Runs what is pending; nothing once the queue is disposed of.</summary>
    public void Run()
    {
        if (phase is null || phase->Count == 0)
        {
            return;
        }

        if (team.Threads == 1 || microseconds < AloneBelowMicroseconds)
        {
            RunPart(phase, 0, 1);
        }
        else
        {
            team.Run(&RunPart, phase);
        }

        for (var i = 0; i < phase->Count; i++)
        {
            if (phase->Operations[i].Afterwards is not null)
            {
                phase->Operations[i].Afterwards(phase->Operations[i].Arguments);
            }
        }

        phase->Count = 0;
        Array.Clear(accesses, 0, accessCount);
        accessCount = 0;
        argumentBytes = 0;
        microseconds = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(phase);
        NativeMemory.AlignedFree(arguments);
        phase = null;
        arguments = null;
    }

    private static void RunPart(void* phase, int part, int parts)
    {
        var p = (Phase*)phase;
        for (var i = 0; i < p->Count; i++)
        {
            p->Operations[i].Run(p->Operations[i].Arguments, part, parts);
        }
    }

    private void Record(ReadOnlySpan<Access> touches, int operation)
    {
        foreach (var touch in touches)
        {
            if (!touch.View.IsEmpty)
            {
                var from = CpuBuffer.Of(touch.View);
                accesses[accessCount++] = new MemoryAccess(touch.View.Buffer, from, from + touch.View.Length, touch.Kind, operation);
            }
        }
    }

    private bool Conflicts(ReadOnlySpan<Access> touches, int rows, int except)
    {
        foreach (var touch in touches)
        {
            if (touch.View.IsEmpty)
            {
                continue;
            }

            var from = CpuBuffer.Of(touch.View);
            var to = from + touch.View.Length;
            for (var i = 0; i < accessCount; i++)
            {
                ref var pending = ref accesses[i];
                if (pending.To <= from || to <= pending.From || pending.Operation == except)
                {
                    continue;
                }

                var sameRows = rows > 0 && touch.IsByRows && pending.IsByRows && rows == phase->Operations[pending.Operation].Rows
                    && from == pending.From && to == pending.To;
                if ((touch.IsWrite || pending.IsWrite) && !sameRows)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A pending operation, and what later operations may make it do besides.</summary>
    internal struct Operation
    {
        public delegate*<void*, int, int, void> Run;
        public void* Arguments;
        public int Rows;

        /// <summary>Called by one thread when the phase has run.</summary>
        public delegate*<void*, void> Afterwards;

        /// <summary>What the fields below are about.</summary>
        public float* Output;
        public int OutputLength;

        /// <summary>Where to ask for a ReLU on the output; null if it cannot be had.</summary>
        public ReluFusion* Relu;

        /// <summary>Where to hook an optimizer update in; null if it cannot be had.</summary>
        public UpdateHook* Hook;
    }

    private struct Phase
    {
        public int Count;

        public Operation* Operations => (Operation*)((Phase*)Unsafe.AsPointer(ref this) + 1);
    }

    /// <summary>A stretch of memory that a pending operation touches; it keeps the owner alive.</summary>
    private readonly struct MemoryAccess(object? owner, float* from, float* to, AccessKind kind, int operation)
    {
        public readonly object? Owner = owner;
        public readonly float* From = from;
        public readonly float* To = to;
        public readonly int Operation = operation;

        public bool IsWrite => kind is AccessKind.Write or AccessKind.WriteRows;

        public bool IsByRows => kind is AccessKind.ReadRows or AccessKind.WriteRows;
    }
}
