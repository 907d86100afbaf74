using Temper.Devices.Cpu;
using Temper.Devices.Cpu.Prediction;
using Temper.Devices.Cpu.Queue;

namespace Temper.Prediction;

/// <summary>Carries out a plan's calls: on all threads where a call is large and they are free, else on the caller's alone.</summary>
internal sealed unsafe class PredictionWorkers(PredictionPlan plan, int threads) : IDisposable
{
    // Waking the other threads costs a few microseconds; below this much work, in multiplications, one thread is faster.
    private const long LeastProductsForTeam = 500_000;

    private readonly ThreadTeam? team = threads > 1 ? new ThreadTeam(threads) : null;
    private readonly ScratchMemory?[] teamScratch = new ScratchMemory?[threads];
    private readonly Lock teamGate = new();
    private readonly ScratchPool scratchPool = new();
    private volatile bool disposed;

    /// <summary>Threads for one large call, the caller's included.</summary>
    public int Threads => teamScratch.Length;

    /// <summary>Computes what a call asks for.</summary>
    /// <param name="call">Its scratch memory and rows at once are set here.</param>
    public void Run(ref PredictionCall call)
    {
        if (!RunOnTeam(ref call))
        {
            RunAlone(ref call);
        }
    }

    /// <summary>Ends the threads. Calls that are running finish.</summary>
    public void Dispose()
    {
        disposed = true;
        lock (teamGate)
        {
            team?.Dispose();
            Array.Clear(teamScratch);
        }

        scratchPool.Close();
    }

    private void RunAlone(ref PredictionCall call)
    {
        call.BlockRows = Math.Min(call.Rows, plan.RowsAtOnce);
        var memory = scratchPool.Take(call.BlockRows) ?? plan.CreateScratch(call.BlockRows);
        var scratch = memory.Scratch;
        call.Scratch = &scratch;
        fixed (PredictionCall* arguments = &call)
        {
            plan.Run(arguments, 0, 1);
        }

        scratchPool.Return(memory);
        GC.KeepAlive(this);
    }

    /// <summary>False where there is no team, it would not be worth it, or it is busy with another caller's rows.</summary>
    private bool RunOnTeam(ref PredictionCall call)
    {
        // A stripe of rows is one thread's, so that fewer would only wake the others.
        if (team is null || call.Rows <= Parts.Stripe || call.Rows * plan.Products < LeastProductsForTeam || !teamGate.TryEnter())
        {
            return false;
        }

        try
        {
            if (disposed)
            {
                return false;
            }

            // More than one block of rows for each thread where there are enough rows, so that they end together.
            var share = ((long)call.Rows + Threads - 1) / Threads;
            call.BlockRows = (int)Math.Min(plan.RowsAtOnce, (share + Parts.Stripe - 1) / Parts.Stripe * Parts.Stripe);
            var scratches = stackalloc PredictionScratch[Threads];
            for (var i = 0; i < Threads; i++)
            {
                if (teamScratch[i] is not { } memory || memory.Rows < call.BlockRows)
                {
                    teamScratch[i] = memory = plan.CreateScratch(call.BlockRows);
                }

                scratches[i] = memory.Scratch;
            }

            call.Scratch = scratches;
            fixed (PredictionCall* arguments = &call)
            {
                team.Run(plan.Run, arguments);
            }

            return true;
        }
        finally
        {
            teamGate.Exit();
        }
    }
}
