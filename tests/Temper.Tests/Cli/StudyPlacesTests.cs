using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Tasks;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>A study that runs in windows of all sizes, without colours, and where no person reads.</summary>
public sealed class StudyPlacesTests
{
    private readonly StudyStage _stage = new();

    [Fact]
    public void Lines_never_wrap()
    {
        foreach (var width in new[] { 50, 60, 79, 100, 200 })
        {
            using var window = new ScreenEmulator(width, 30);
            string[] arms = ["plain", string.Concat(Enumerable.Repeat("正则化的名字很长", 4)), new string('n', 90), "a\u001b[31mb"];
            using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, arms, StudyStage.Seeds(17));
            for (var seed = 0; seed < 17; seed++)
            {
                for (var arm = 0; arm < 4; arm++)
                {
                    screen.Begin(arm, seed);
                    _stage.Wait(0.1);
                    screen.Finish(arm, seed, seed % 2 == 0 ? 100 : 50);
                }
            }

            screen.AddSeeds([.. Enumerable.Range(100, 1200).Select(seed => (ulong)seed)]);
            _stage.Wait(0.1);
            Assert.False(window.HasWrapped);
            Assert.Equal(5, window.Lines.Length);
            Assert.All(window.Lines, line => Assert.InRange(CellText.Width(line), 1, width - 1));
            Assert.All(window.Lines[..4], line => Assert.EndsWith("17/1217  valid 76.47 ± 13.23", line, StringComparison.Ordinal));
            Assert.StartsWith("a\uFFFD[31mb ", window.Lines[3], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cell_stands_for_several_seeds_where_there_are_many()
    {
        using var window = new ScreenEmulator(60, 30);
        using var screen = new StudyScreen(_stage.Report(window), Score.Accuracy, ["arm"], StudyStage.Seeds(240));
        for (var seed = 0; seed < 130; seed++)
        {
            screen.Finish(0, seed, 85);
        }

        screen.Fail(0, 130, 5);
        screen.Begin(0, 150);
        _stage.Wait(0.2);
        Assert.Equal("arm  ■■■■■■■■■■■■×·▸········  131/240  valid 85.00 ± 0.00", window.Line("arm"));
        screen.Finish(0, 150, 85);
        _stage.Wait(0.2);
        Assert.Equal("arm  ■■■■■■■■■■■■×·▪········  132/240  valid 85.00 ± 0.00", window.Line("arm"));
    }

    [Theory]
    [InlineData(true, 100, 10, 8)]
    [InlineData(true, 40, 30, 2)]
    [InlineData(false, 100, 30, 2)]
    public void One_line_where_there_is_no_room_or_no_colour(bool hasColours, int width, int height, int arms)
    {
        using var window = new ScreenEmulator(width, height);
        var report = _stage.Report(window, hasColours: hasColours);
        using var screen = new StudyScreen(report, Score.Accuracy, [.. Enumerable.Range(0, arms).Select(arm => $"arm {arm}")], StudyStage.Seeds(4));
        screen.Begin(0, 0);
        _stage.Wait(30);
        screen.Finish(0, 0, 85);
        screen.Fail(1, 0, 2);
        _stage.Wait(0.2);
        Assert.StartsWith($"2/{4 * arms} ━", Assert.Single(window.Lines), StringComparison.Ordinal);
        Assert.Contains(width > 50 ? "4.0 train" : "  1:31 left  failed 1", window.Lines[0], StringComparison.Ordinal);
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
        var report = new Report(_stage.Terminal(window, true, true) with { Measure = () => size }, json: false, quiet: false);
        using var screen = new StudyScreen(report, Score.Accuracy, ["a", "b"], StudyStage.Seeds(60));
        screen.Begin(0, 0);
        _stage.Wait(0.2);
        Assert.Contains(new string('·', 60), window.Lines[1], StringComparison.Ordinal);
        size = (60, 30);
        _stage.Wait(1.2);
        Assert.Equal(3, window.Lines.Length);
        Assert.All(window.Lines, line => Assert.InRange(line.Length, 1, 59));
        size = (60, 4);
        _stage.Wait(1.2);
        Assert.StartsWith("0/120 ─", Assert.Single(window.Lines), StringComparison.Ordinal);
        Assert.False(window.IsCursorHidden);
        size = (100, 30);
        _stage.Wait(1.2);
        Assert.Equal(3, window.Lines.Length);
    }

    [Fact]
    public void Redirected_output_gets_a_line_per_training()
    {
        using var output = new StringWriter();
        using var screen = new StudyScreen(_stage.Report(output, isTerminal: false), Score.Accuracy, ["dropout=0.1", "l2=1"], [3, 4, 5]);
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
        _stage.Wait(5);
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
            using (var screen = new StudyScreen(_stage.Report(window, isTerminal: isTerminal, isQuiet: true), Score.Accuracy, ["a"], StudyStage.Seeds(3)))
            {
                screen.Reused(0, 1, 85);
                screen.Begin(0, 0);
                _stage.Wait(2);
                screen.Finish(0, 0, 85);
                screen.Note("a note");
                _stage.Wait(2);
            }

            Assert.Equal(0, window.Writes);
        }
    }
}
