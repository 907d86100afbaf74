using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Processes that are killed while they store runs as fast as they can.</summary>
[TakesLong]
public sealed class KillTests
{
    private const int Rounds = 21;

    [Fact]
    public void What_a_killed_process_said_it_stored_is_stored()
    {
        var random = new Random(1);
        TempFolder? folder = null;
        var said = new HashSet<string>();
        var all = 0;
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                // A new store now and then, so that some are killed while they make it.
                if (round % 6 == 0)
                {
                    folder?.Dispose();
                    folder = new TempFolder();
                    said.Clear();
                }

                var path = folder!.Sub("temper.db");
                using var one = new StoreChild("fill", path, round * 100_000);
                using var two = new StoreChild("fill", path, (round * 100_000) + 50_000);
                var plans = new[] { (one, random.Next(12), random.Next(250)), (two, random.Next(12), random.Next(250)) };
                Parallel.ForEach(plans, plan => KillAfter(plan.Item1, plan.Item2, plan.Item3, said));
                all += Check(path, said);
            }
        }
        finally
        {
            folder?.Dispose();
        }

        Assert.True(all > Rounds, "hardly anything was stored before the kills");
    }

    /// <summary>Kills it after some stored runs and a moment, or, every fourth time, some time after its start.</summary>
    private static void KillAfter(StoreChild child, int lines, int moment, HashSet<string> said)
    {
        var stored = new List<string>();
        if (lines % 4 == 3)
        {
            Thread.Sleep(moment);
        }
        else
        {
            for (var i = 0; i <= lines && child.Line() is { } line; i++)
            {
                stored.Add(line);
            }

            Thread.SpinWait(moment * 200);
        }

        child.Kill();
        stored.AddRange(child.Rest());
        var errors = child.Errors();
        Assert.True(errors.Length == 0, errors);
        lock (said)
        {
            said.UnionWith(stored);
        }
    }

    private static int Check(string path, HashSet<string> said)
    {
        using var store = RunStore.Open(path, TimeProvider.System);
        var ids = store.List().Select(run => run.Id).ToHashSet();
        Assert.Subset(ids, said);
        Assert.Equal(["ok"], store.Connection.Read(() => store.Connection.Texts("PRAGMA integrity_check")));
        Assert.Equal(ids.Count, store.Get([.. ids]).Count);

        // Killed between two runs or in one, a process stores them in order and skips none.
        var numbers = ids.Select(id => Convert.ToInt32(id, 16)).ToHashSet();
        Assert.All(numbers, number => Assert.True(number % 50_000 == 0 || numbers.Contains(number - 1)));
        return said.Count;
    }
}
