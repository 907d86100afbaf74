using Temper.Cli.Output;
using Temper.Tests.Data;

namespace Temper.Tests.Cli;

/// <summary>What a study's screen needs in a test: a clock that moves when it is told to, seeds and a report.</summary>
internal sealed class StudyStage
{
    public ManualTime Time { get; } = new();

    public static ulong[] Seeds(int count) => [.. Enumerable.Range(1, count).Select(seed => (ulong)seed)];

    public Report Report(
        StringWriter window, TimeProvider? time = null, bool isTerminal = true, bool hasColours = true, bool isQuiet = false) =>
        new(Terminal(window, isTerminal, hasColours, time), json: false, isQuiet);

    public Terminal Terminal(StringWriter window, bool isTerminal, bool hasColours, TimeProvider? time = null)
    {
        var (width, height) = window is ScreenEmulator emulator ? emulator.Size : (100, 24);
        return new(window, window, isTerminal, isTerminal, hasColours, width, _ => null, time ?? Time, ".") { Height = height };
    }

    public void Wait(double seconds)
    {
        for (var passed = 0; passed < Math.Round(seconds * 10); passed++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
