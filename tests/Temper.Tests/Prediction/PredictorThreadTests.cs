using Temper.Prediction;
using Xunit;

namespace Temper.Tests.Prediction;

/// <summary>Many callers at once, and what a call costs the garbage collector.</summary>
[Collection(nameof(QuietTests))]
public sealed class PredictorThreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_allocates_no_byte(int threads)
    {
        using var predictor = new Predictor(PredictedModels.Of("M5"), threads);
        var pixels = PredictedModels.Pixels(100, 784);
        var floats = Array.ConvertAll(pixels, pixel => pixel / 255f);
        var numbers = new float[1000];
        var classes = new int[100];
        All();
        All();

        // A collection takes the thread's allocation buffer away, and the counter then jumps once by what was unused of it
        // (at most 8 KB, seen on busy machines). A call that allocates would show in every window.
        var windows = new long[3];
        for (var window = 0; window < windows.Length; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
            {
                All();
            }

            windows[window] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(windows.Min() == 0, $"bytes allocated in {windows.Length} windows of 20 rounds: {string.Join(", ", windows)}");
        Assert.All(windows, bytes => Assert.InRange(bytes, 0, 8192));

        void All()
        {
            predictor.PredictClass(pixels.AsSpan(0, 784));
            predictor.PredictClass(floats.AsSpan(0, 784));
            predictor.PredictLogits(pixels, numbers);
            predictor.PredictLogits(floats.AsSpan(0, 32 * 784), numbers);
            predictor.PredictProbabilities(pixels, numbers);
            predictor.PredictProbabilities(floats, numbers);
            predictor.PredictClasses(pixels, classes);
            predictor.PredictClasses(floats, classes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Many_threads_get_what_one_gets(int threads)
    {
        using var predictor = new Predictor(PredictedModels.Of("M5sound"), threads);
        var pixels = PredictedModels.Pixels(150, 784);
        var expected = new float[1500];
        predictor.PredictLogits(pixels, expected);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
        {
            var logits = new float[1500];
            for (var i = 0; i < 60; i++)
            {
                var rows = 1 + (((i * 37) + (caller * 11)) % 150);
                Array.Clear(logits);
                predictor.PredictLogits(pixels.AsSpan(0, rows * 784), logits);
                Assert.True(expected.AsSpan(0, rows * 10).SequenceEqual(logits.AsSpan(0, rows * 10)), $"caller {caller}, call {i}, {rows} rows");
            }
        })));
    }

    [Fact]
    public async Task Disposing_lets_running_calls_finish()
    {
        for (var round = 0; round < 20; round++)
        {
            var predictor = new Predictor(PredictedModels.Of("M1", side: 10, hidden: 100), threads: 2);
            var pixels = PredictedModels.Pixels(400, 100);
            var expected = new float[4000];
            predictor.PredictLogits(pixels, expected);
            using var started = new CountdownEvent(4);

            // Threads of their own: the pool would start more than one for each core only after a while.
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
            {
                var logits = new float[4000];
                started.Signal();
                try
                {
                    while (true)
                    {
                        predictor.PredictLogits(pixels, logits);
                        Assert.True(expected.AsSpan().SequenceEqual(logits), "other bits");
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            started.Wait(TestContext.Current.CancellationToken);

            predictor.Dispose();

            await Task.WhenAll(callers);
        }
    }
}
