using System.Collections.Concurrent;
using Temper.Lab.Benchmarks;
using Xunit;

namespace Temper.Tests.Benchmarks;

public sealed class ParallelTrialsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(5, 3)]
    public void Every_thread_prepares_once_and_works_in_every_trial(int threads, int trials)
    {
        var prepared = new ConcurrentBag<(int Number, int Thread)>();
        var worked = new ConcurrentBag<(int Number, int Thread)>();
        var seconds = ParallelTrials.Run(
            threads,
            trials,
            number =>
            {
                prepared.Add((number, Environment.CurrentManagedThreadId));
                return () => worked.Add((number, Environment.CurrentManagedThreadId));
            },
            TimeProvider.System);
        Assert.Equal(trials, seconds.Length);
        Assert.All(seconds, time => Assert.True(time >= 0));
        Assert.Equal(Enumerable.Range(0, threads), prepared.Select(entry => entry.Number).Order());
        Assert.Equal(threads, prepared.Select(entry => entry.Thread).Distinct().Count());
        Assert.Equal(prepared.SelectMany(entry => Enumerable.Repeat(entry, trials)).Order(), worked.Order());
    }

    [Fact]
    public void No_thread_begins_a_trial_before_all_have_ended_the_one_before()
    {
        const int Threads = 4;
        var inTrial = 0;
        var most = 0;
        var done = 0;
        ParallelTrials.Run(
            Threads,
            trials: 50,
            _ => () =>
            {
                // Begun so far, at most one whole trial more than those that were done when it began.
                var before = Volatile.Read(ref done) / Threads * Threads;
                var begun = Interlocked.Increment(ref inTrial);
                InterlockedMax(ref most, begun - before);
                Interlocked.Increment(ref done);
            },
            TimeProvider.System);
        Assert.Equal(200, inTrial);
        Assert.InRange(most, 1, Threads);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    [InlineData(2, false)]
    public void What_a_thread_throws_comes_out_and_nobody_waits_for_ever(int failing, bool whilePreparing)
    {
        var error = Assert.Throws<InvalidOperationException>(() => ParallelTrials.Run(
            3,
            trials: 2,
            number =>
            {
                Fail(number == failing && whilePreparing);
                return () => Fail(number == failing);
            },
            TimeProvider.System));
        Assert.Equal("out of luck", error.Message);
    }

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("out of luck");
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
