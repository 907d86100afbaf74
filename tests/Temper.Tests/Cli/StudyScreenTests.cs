using Temper.Cli.Output;
using Temper.Tasks;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What a person sees of a study that runs.</summary>
public sealed class StudyScreenTests
{
    private readonly StudyStage _stage = new();

    [Fact]
    public void Cells_means_and_the_status_are_drawn_in_place()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["baseline", "dropout=0.1"], [7, 8, 9, 10, 11]);
        Assert.Empty(window.Lines);

        screen.Reused(0, 0, 85.0);
        screen.Begin(0, 1);
        screen.Begin(1, 0);
        screen.Elsewhere(1, 1);
        _stage.Wait(0.2);
        Assert.Equal(
            [
                "baseline     □▸···  valid 85.00",
                "dropout=0.1  ▸◇···",
                "1/10  running for 0:01  failed 0    ◇ elsewhere  □ stored  ▸ running  · waiting",
            ],
            window.Lines);

        _stage.Wait(2.8);
        screen.Finish(0, 1, 86.0);
        screen.Fail(1, 0, 17);
        screen.Begin(1, 2);
        _stage.Wait(0.2);
        Assert.Equal("baseline     □■···  valid 85.50 ± 6.35", window.Lines[0]);
        Assert.Equal("dropout=0.1  ×◇▸··  failed, step 17", window.Lines[1]);
        Assert.Equal("3/10  40 trainings a minute  0:11 left  × failed 1    ◇ elsewhere  □ stored  ▸ running  ■ done", window.Lines[2]);
        Assert.Equal(3, window.Lines.Length);
        Assert.Equal([33, 31, 35, 32, 36, 90], new[] { "▸", "×", "◇", "■", "□", "·" }.Select(window.ColourOf));
    }

    [Fact]
    public void Time_left_moves_without_news_and_stops_where_nothing_can_have_finished()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["a"], [1, 2, 3, 4, 5]);
        screen.Begin(0, 0);
        _stage.Wait(60);
        screen.Finish(0, 0, 85);
        screen.Begin(0, 1);
        _stage.Wait(0.1);
        Assert.Contains("1/5  1.0 trainings a minute  4:00 left", window.Lines[^1], StringComparison.Ordinal);
        WaitAndDraw(19.9);
        Assert.Contains("3:40 left", window.Lines[^1], StringComparison.Ordinal);
        WaitAndDraw(40);
        Assert.Contains("3:00 left", window.Lines[^1], StringComparison.Ordinal);

        // It takes longer than the one before, so the others will too.
        WaitAndDraw(60);
        Assert.Contains("0.67 trainings a minute  4:30 left", window.Lines[^1], StringComparison.Ordinal);
        var before = window.Lines[^1];
        _stage.Wait(1.5);
        Assert.NotEqual(before, window.Lines[^1]);

        // Without news a drawing comes every half second or so; the test needs it at an exact time.
        void WaitAndDraw(double seconds)
        {
            _stage.Wait(seconds - 0.1);
            screen.AddSeeds([]);
            _stage.Wait(0.1);
        }
    }

    [Fact]
    public void Stored_runs_do_not_count_for_speed()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["a"], StudyStage.Seeds(100));
        for (var seed = 0; seed < 90; seed++)
        {
            screen.Reused(0, seed, 85);
        }

        screen.Begin(0, 90);
        _stage.Wait(60);
        screen.Finish(0, 90, 85);
        screen.Begin(0, 91);
        _stage.Wait(0.1);
        Assert.Contains("91/100  1.0 trainings a minute  9:00 left", window.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_after_stop_and_nothing_is_drawn_any_more()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = _stage.Report(window);
        using var screen = new StudyScreen(report, Score.Accuracy, ["a", "b"], StudyStage.Seeds(3));
        screen.Begin(0, 0);
        _stage.Wait(0.2);
        Assert.NotEmpty(window.Lines);
        screen.Note("a note");
        screen.Stop();
        Assert.False(window.IsCursorHidden);
        Assert.Equal(["a note"], window.Lines);

        var writes = window.Writes;
        screen.Finish(0, 0, 85);
        _stage.Wait(5);
        screen.Stop();
        Assert.Equal(writes, window.Writes);
        report.Result("the table");
        Assert.Equal(["a note", "the table"], window.Lines);
    }

    [Fact]
    public void An_exception_takes_the_picture_away()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = _stage.Report(window);
        Assert.Throws<InvalidOperationException>(Work);
        Assert.False(window.IsCursorHidden);
        Assert.Empty(window.Lines);

        void Work()
        {
            using var screen = new StudyScreen(report, Score.Accuracy, ["a"], StudyStage.Seeds(3));
            screen.Begin(0, 0);
            _stage.Wait(0.2);
            Assert.NotEmpty(window.Lines);
            throw new InvalidOperationException("any");
        }
    }

    [Fact]
    public void Lines_of_the_report_come_out_above()
    {
        // Low, so that the picture moves down to the last line and then the window scrolls.
        using var window = new ScreenEmulator(80, 8);
        var report = _stage.Report(window);
        using var screen = new StudyScreen(report, Score.Accuracy, ["a", "b"], StudyStage.Seeds(3));
        screen.Begin(0, 0);
        _stage.Wait(0.2);
        var expected = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            report.Warning($"number {i}");
            screen.Note($"note {i}");
            expected.AddRange([$"warning: number {i}", $"note {i}"]);
            Assert.Equal([.. expected, "a  ▸··", "b  ···", window.Lines[^1]], window.Lines);
            _stage.Wait(0.2);
            Assert.False(window.IsCursorHidden);
            Assert.False(window.HasJumped);
        }

        report.Progress("loading", 0.5, "half");
        Assert.Equal([.. expected, "a  ▸··", "b  ···", window.Lines[^2], "loading ━━━━━━━━━━━━────────────  50%  half"], window.Lines);
        report.ClearProgress();
        screen.Stop();
        Assert.Equal(expected, window.Lines);
    }

    [Fact]
    public void More_seeds_can_be_added()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["a"], StudyStage.Seeds(2));
        screen.Finish(0, 0, 85);
        screen.AddSeeds(StudyStage.Seeds(3));
        screen.Begin(0, 4);
        _stage.Wait(0.2);
        Assert.Equal("a  ■···▸  valid 85.00", window.Lines[0]);
        Assert.StartsWith("1/5 ", window.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void At_most_ten_drawings_a_second()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["a"], StudyStage.Seeds(10000));
        for (var seed = 0; seed < 10000; seed++)
        {
            screen.Finish(0, seed, 85);
            _stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(window.Writes, 50, 103);
    }

    [Fact]
    public void Four_threads_may_call()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = _stage.Report(window, TimeProvider.System);
        using var screen = new StudyScreen(report, Score.Accuracy, ["a", "b", "c", "d"], StudyStage.Seeds(500));
        var workers = Enumerable.Range(0, 4).Select(arm => new Thread(() =>
        {
            for (var seed = 0; seed < 500; seed++)
            {
                screen.Begin(arm, seed);
                if (seed % 100 == 0)
                {
                    screen.Note($"{arm} at {seed}");
                    Thread.Sleep(30);
                }

                screen.Finish(arm, seed, 80 + arm);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        Assert.True(SpinWait.SpinUntil(() => window.Lines[^1].StartsWith("2000/2000", StringComparison.Ordinal), TimeSpan.FromSeconds(20)));
        Assert.All(Enumerable.Range(0, 4), arm => Assert.EndsWith($"500/500  valid 8{arm}.00 ± 0.00", window.Lines[^(5 - arm)], StringComparison.Ordinal));
        screen.Stop();
        Assert.Equal(20, window.Lines.Length);
        Assert.All(window.Lines, line => Assert.Matches("^[0-3] at [0-4]?00?$|^[0-3] at 0$", line));
    }
}
