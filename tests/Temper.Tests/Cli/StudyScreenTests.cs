using Temper.Cli.Output;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What a person sees of a study that runs.</summary>
public sealed class StudyScreenTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Cells_means_and_the_status_are_drawn_in_place()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(Report(window), ["baseline", "dropout=0.1"], [7, 8, 9, 10, 11]);
        Assert.Empty(window.Lines);

        screen.Reused(0, 0, 85.0);
        screen.Begin(0, 1);
        screen.Begin(1, 0);
        screen.Elsewhere(1, 1);
        Wait(0.2);
        Assert.Equal(
            [
                "baseline     □▸···  valid 85.00",
                "dropout=0.1  ▸◇···",
                "1/10  running for 0:01  failed 0    ◇ elsewhere  □ stored  ▸ running  · waiting",
            ],
            window.Lines);

        Wait(2.8);
        screen.Finish(0, 1, 86.0);
        screen.Fail(1, 0, 17);
        screen.Begin(1, 2);
        Wait(0.2);
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
        using var screen = new StudyScreen(Report(window), ["a"], [1, 2, 3, 4, 5]);
        screen.Begin(0, 0);
        Wait(60);
        screen.Finish(0, 0, 85);
        screen.Begin(0, 1);
        Wait(0.1);
        Assert.Contains("1/5  1.0 trainings a minute  4:00 left", window.Lines[^1], StringComparison.Ordinal);
        WaitAndDraw(19.9);
        Assert.Contains("3:40 left", window.Lines[^1], StringComparison.Ordinal);
        WaitAndDraw(40);
        Assert.Contains("3:00 left", window.Lines[^1], StringComparison.Ordinal);

        // It takes longer than the one before, so the others will too.
        WaitAndDraw(60);
        Assert.Contains("0.67 trainings a minute  4:30 left", window.Lines[^1], StringComparison.Ordinal);
        var before = window.Lines[^1];
        Wait(1.5);
        Assert.NotEqual(before, window.Lines[^1]);

        // Without news a drawing comes every half second or so; the test needs it at an exact time.
        void WaitAndDraw(double seconds)
        {
            Wait(seconds - 0.1);
            screen.AddSeeds([]);
            Wait(0.1);
        }
    }

    [Fact]
    public void Stored_runs_do_not_count_for_speed()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(Report(window), ["a"], Seeds(100));
        for (var seed = 0; seed < 90; seed++)
        {
            screen.Reused(0, seed, 85);
        }

        screen.Begin(0, 90);
        Wait(60);
        screen.Finish(0, 90, 85);
        screen.Begin(0, 91);
        Wait(0.1);
        Assert.Contains("91/100  1.0 trainings a minute  9:00 left", window.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_after_stop_and_nothing_is_drawn_any_more()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = Report(window);
        using var screen = new StudyScreen(report, ["a", "b"], Seeds(3));
        screen.Begin(0, 0);
        Wait(0.2);
        Assert.NotEmpty(window.Lines);
        screen.Note("a note");
        screen.Stop();
        Assert.False(window.IsCursorHidden);
        Assert.Equal(["a note"], window.Lines);

        var writes = window.Writes;
        screen.Finish(0, 0, 85);
        Wait(5);
        screen.Stop();
        Assert.Equal(writes, window.Writes);
        report.Result("the table");
        Assert.Equal(["a note", "the table"], window.Lines);
    }

    [Fact]
    public void An_exception_takes_the_picture_away()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = Report(window);
        Assert.Throws<InvalidOperationException>(Work);
        Assert.False(window.IsCursorHidden);
        Assert.Empty(window.Lines);

        void Work()
        {
            using var screen = new StudyScreen(report, ["a"], Seeds(3));
            screen.Begin(0, 0);
            Wait(0.2);
            Assert.NotEmpty(window.Lines);
            throw new InvalidOperationException("any");
        }
    }

    [Fact]
    public void Lines_of_the_report_come_out_above()
    {
        // Low, so that the picture moves down to the last line and then the window scrolls.
        using var window = new ScreenEmulator(80, 8);
        var report = Report(window);
        using var screen = new StudyScreen(report, ["a", "b"], Seeds(3));
        screen.Begin(0, 0);
        Wait(0.2);
        var expected = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            report.Warning($"number {i}");
            screen.Note($"note {i}");
            expected.AddRange([$"warning: number {i}", $"note {i}"]);
            Assert.Equal([.. expected, "a  ▸··", "b  ···", window.Lines[^1]], window.Lines);
            Wait(0.2);
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
    public void Lines_never_wrap()
    {
        foreach (var width in new[] { 50, 60, 79, 100, 200 })
        {
            using var window = new ScreenEmulator(width, 30);
            using var screen = new StudyScreen(Report(window), ["plain", "正则化的名字很长正则化的名字很长正则化的名字很长正则化的名字很长", new string('n', 90), "a\u001b[31mb"], Seeds(17));
            for (var seed = 0; seed < 17; seed++)
            {
                for (var arm = 0; arm < 4; arm++)
                {
                    screen.Begin(arm, seed);
                    Wait(0.1);
                    screen.Finish(arm, seed, seed % 2 == 0 ? 100 : 50);
                }
            }

            screen.AddSeeds([.. Enumerable.Range(100, 1200).Select(seed => (ulong)seed)]);
            Wait(0.1);
            Assert.False(window.HasWrapped);
            Assert.Equal(5, window.Lines.Length);
            Assert.All(window.Lines, line => Assert.InRange(Temper.Cli.TerminalPictures.CellText.Width(line), 1, width - 1));
            Assert.All(window.Lines[..4], line => Assert.EndsWith("17/1217  valid 76.47 ± 13.23", line, StringComparison.Ordinal));
            Assert.StartsWith("a?[31mb ", window.Lines[3], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cell_stands_for_several_seeds_where_there_are_many()
    {
        using var window = new ScreenEmulator(60, 30);
        using var screen = new StudyScreen(Report(window), ["arm"], Seeds(240));
        for (var seed = 0; seed < 130; seed++)
        {
            screen.Finish(0, seed, 85);
        }

        screen.Fail(0, 130, 5);
        screen.Begin(0, 150);
        Wait(0.2);
        Assert.Equal("arm  ■■■■■■■■■■■■×·▸········  131/240  valid 85.00 ± 0.00", window.Line("arm"));
        screen.Finish(0, 150, 85);
        Wait(0.2);
        Assert.Equal("arm  ■■■■■■■■■■■■×·▪········  132/240  valid 85.00 ± 0.00", window.Line("arm"));
    }

    [Fact]
    public void More_seeds_can_be_added()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(Report(window), ["a"], Seeds(2));
        screen.Finish(0, 0, 85);
        screen.AddSeeds(Seeds(3));
        screen.Begin(0, 4);
        Wait(0.2);
        Assert.Equal("a  ■···▸  valid 85.00", window.Lines[0]);
        Assert.StartsWith("1/5 ", window.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 100, 10, 8)]
    [InlineData(true, 40, 30, 2)]
    [InlineData(false, 100, 30, 2)]
    public void One_line_where_there_is_no_room_or_no_colour(bool hasColours, int width, int height, int arms)
    {
        using var window = new ScreenEmulator(width, height);
        var report = Report(window, hasColours: hasColours);
        using var screen = new StudyScreen(report, [.. Enumerable.Range(0, arms).Select(arm => $"arm {arm}")], Seeds(4));
        screen.Begin(0, 0);
        Wait(30);
        screen.Finish(0, 0, 85);
        screen.Fail(1, 0, 2);
        Wait(0.2);
        Assert.StartsWith($"2/{4 * arms} ━", Assert.Single(window.Lines), StringComparison.Ordinal);
        Assert.Contains("4.0 train"[..(width > 50 ? 9 : 2)], window.Lines[0], StringComparison.Ordinal);
        Assert.False(window.IsCursorHidden);
        screen.Note("above");
        Assert.Equal(["above", window.Lines[^1]], window.Lines);
        screen.Stop();
        Assert.Equal(["above"], window.Lines);
        Assert.False(window.HasWrapped);
    }

    [Fact]
    public void The_picture_follows_the_size_of_the_window()
    {
        using var window = new ScreenEmulator(100, 30);
        var size = (Width: 100, Height: 30);
        var report = new Report(Terminal(window, true, true) with { Measure = () => size }, json: false, quiet: false);
        using var screen = new StudyScreen(report, ["a", "b"], Seeds(60));
        screen.Begin(0, 0);
        Wait(0.2);
        Assert.Contains(new string('·', 60), window.Lines[1], StringComparison.Ordinal);
        size = (60, 30);
        Wait(1.2);
        Assert.Equal(3, window.Lines.Length);
        Assert.All(window.Lines, line => Assert.InRange(line.Length, 1, 59));
        size = (60, 4);
        Wait(1.2);
        Assert.StartsWith("0/120 ─", Assert.Single(window.Lines), StringComparison.Ordinal);
        Assert.False(window.IsCursorHidden);
        size = (100, 30);
        Wait(1.2);
        Assert.Equal(3, window.Lines.Length);
    }

    [Fact]
    public void At_most_ten_drawings_a_second()
    {
        using var window = new ScreenEmulator(100, 30);
        using var screen = new StudyScreen(Report(window), ["a"], Seeds(10000));
        for (var seed = 0; seed < 10000; seed++)
        {
            screen.Finish(0, seed, 85);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(window.Writes, 50, 103);
    }

    [Fact]
    public void Four_threads_may_call()
    {
        using var window = new ScreenEmulator(100, 30);
        var report = Report(window, TimeProvider.System);
        using var screen = new StudyScreen(report, ["a", "b", "c", "d"], Seeds(500));
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

    [Fact]
    public void Redirected_output_gets_a_line_per_training()
    {
        using var output = new StringWriter();
        using var screen = new StudyScreen(Report(output, isTerminal: false), ["dropout=0.1", "l2=1"], [3, 4, 5]);
        screen.Reused(0, 0, 85);
        screen.ReusedFailure(1, 0);
        screen.Begin(0, 1);
        screen.Elsewhere(1, 2);
        screen.Finish(0, 1, 85.214);
        screen.Reused(1, 2, 84);
        screen.Fail(1, 1, 17);
        screen.Finish(1, 1, 50);
        screen.Note("a note");
        screen.Reused(0, 2, 85);
        screen.Stop();
        Wait(5);
        Assert.Equal(
            """
            2 of 6 runs were stored already, 1 of them failed
            3/6  dropout=0.1 seed 4: valid 85.21%
            4/6  l2=1 seed 5: valid 84.00% (trained elsewhere)
            5/6  l2=1 seed 4: failed at step 17
            a note
            1 more of 6 runs were stored already

            """.ReplaceLineEndings(),
            output.ToString());
    }

    [Fact]
    public void Quiet_prints_nothing()
    {
        foreach (var isTerminal in new[] { true, false })
        {
            using var window = new ScreenEmulator(100, 30);
            using (var screen = new StudyScreen(Report(window, isTerminal: isTerminal, isQuiet: true), ["a"], Seeds(3)))
            {
                screen.Reused(0, 1, 85);
                screen.Begin(0, 0);
                Wait(2);
                screen.Finish(0, 0, 85);
                screen.Note("a note");
                Wait(2);
            }

            Assert.Equal(0, window.Writes);
        }
    }

    private static ulong[] Seeds(int count) => [.. Enumerable.Range(1, count).Select(seed => (ulong)seed)];

    private Report Report(StringWriter window, TimeProvider? time = null, bool isTerminal = true, bool hasColours = true, bool isQuiet = false) =>
        new(Terminal(window, isTerminal, hasColours, time), json: false, isQuiet);

    private Terminal Terminal(StringWriter window, bool isTerminal, bool hasColours, TimeProvider? time = null)
    {
        var (width, height) = window is ScreenEmulator emulator ? emulator.Size : (100, 24);
        return new(window, window, isTerminal, isTerminal, hasColours, width, _ => null, time ?? _time, ".") { Height = height };
    }

    private void Wait(double seconds)
    {
        for (var passed = 0; passed < Math.Round(seconds * 10); passed++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
