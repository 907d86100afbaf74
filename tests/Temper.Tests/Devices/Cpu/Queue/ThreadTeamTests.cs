using Temper.Devices.Cpu.Queue;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Queue;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Every_part_is_done_once_even_when_threads_fall_asleep_between_pieces(int threads)
    {
        // More threads than cores, and pauses around the time after which a worker goes to sleep: wake-ups come early,
        // late and twice. A team that loses or repeats one hangs or miscounts.
        var work = Task.Run(() => Exercise(threads), TestContext.Current.CancellationToken);
        await work.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Without_work_all_workers_fall_asleep()
    {
        using var team = new ThreadTeam(4);
        for (var round = 0; round < 20; round++)
        {
            RunOnce(team);
            for (var waited = 0; team.Sleeping < 3; waited++)
            {
                Assert.True(waited < 1000, $"{team.Sleeping} of 3 workers sleep 10 seconds after the work was done");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
    }

    private static unsafe void RunOnce(ThreadTeam team)
    {
        var counts = stackalloc int[4];
        team.Run(&Count, counts);
    }

    private static unsafe void Exercise(int threads)
    {
        using var team = new ThreadTeam(threads);
        var counts = stackalloc int[threads];
        for (var piece = 1; piece <= 6000; piece++)
        {
            team.Run(&Count, counts);
            for (var part = 0; part < threads; part++)
            {
                Assert.Equal(piece, counts[part]);
            }

            Thread.SpinWait(piece * 7919 % 3000);
            if (piece % 500 == 0)
            {
                Thread.Sleep(1);
            }
        }
    }

    private static unsafe void Count(void* counts, int part, int parts) => Interlocked.Increment(ref ((int*)counts)[part]);
}
