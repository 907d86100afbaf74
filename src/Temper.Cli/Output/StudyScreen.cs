using System.Globalization;
using Temper.Tasks;

namespace Temper.Cli.Output;

/// <summary>
/// Shows a study of arms and seeds while it runs: a picture in a terminal with colours, the progress line in one without or
/// in one too small, a line per training where output is redirected, nothing when that is wanted. Arms and seeds are named
/// by their index. Any thread may call.
/// </summary>
internal sealed class StudyScreen : IDisposable
{
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenClocks = TimeSpan.FromSeconds(0.5);

    private readonly Report report;
    private readonly StudyBoard board;
    private readonly StudyPace pace = new();
    private readonly StudyLines? lines;
    private readonly ITimer? timer;
    private readonly long created;

    /// <summary>Around what the callers change. The thread that draws does not hold it, so a slow terminal holds no training up.</summary>
    private readonly Lock gate = new();

    /// <summary>Around drawing; taken before <see cref="gate"/>.</summary>
    private readonly Lock drawing = new();

    private bool isPicture;
    private bool isChanged;
    private bool isStopped;
    private double drawnAt;

    /// <summary>A screen on which nothing is drawn yet.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="score">What is scored.</param>
    /// <param name="arms">Their names.</param>
    /// <param name="seeds">The seeds planned at first.</param>
    public StudyScreen(Report report, Score score, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds)
    {
        this.report = report;
        board = new StudyBoard(score, arms, seeds);
        var terminal = report.Terminal;
        created = terminal.Time.GetTimestamp();
        if (report.IsQuiet)
        {
            return;
        }

        if (!terminal.IsErrorTerminal)
        {
            lines = new StudyLines(board, report);
            return;
        }

        timer = terminal.Time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Not before the field holds it: the first tick sets the second.
        timer.Change(BetweenDrawings, Timeout.InfiniteTimeSpan);
    }

    /// <summary>More seeds for every arm.</summary>
    public void AddSeeds(IReadOnlyList<ulong> more) => Change(() =>
    {
        board.AddSeeds(more);
        lines?.AddSeeds();
    });

    /// <summary>Found in the store.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="seed">Its place among the seeds.</param>
    /// <param name="validScore">Validation score; NaN without validation.</param>
    public void Reused(int arm, int seed, double validScore) => Set(arm, seed, StudyCell.Reused, before =>
    {
        board.Arms[arm].Add(validScore);
        if (before == StudyCell.Elsewhere)
        {
            lines?.Finished(arm, seed, validScore, isElsewhere: true);
        }
        else
        {
            lines?.Stored(isFailure: false);
        }
    });

    /// <summary>Found in the store as failed.</summary>
    public void ReusedFailure(int arm, int seed) => Set(arm, seed, StudyCell.ReusedFailure, before =>
    {
        if (before == StudyCell.Elsewhere)
        {
            lines?.Failed(arm, seed, step: null, isElsewhere: true);
        }
        else
        {
            lines?.Stored(isFailure: true);
        }
    });

    /// <summary>This process trains it now.</summary>
    public void Begin(int arm, int seed) => Set(arm, seed, StudyCell.Running, _ =>
    {
        pace.Begin(Now);
        lines?.Begin();
    });

    /// <summary>Another process trains it.</summary>
    public void Elsewhere(int arm, int seed) => Set(arm, seed, StudyCell.Elsewhere, _ => lines?.Begin());

    /// <summary>Trained.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="seed">Its place among the seeds.</param>
    /// <param name="validScore">Validation score; NaN without validation.</param>
    public void Finish(int arm, int seed, double validScore) => Set(arm, seed, StudyCell.Done, _ =>
    {
        pace.Finish(Now);
        board.Arms[arm].Add(validScore);
        lines?.Finished(arm, seed, validScore, isElsewhere: false);
    });

    /// <summary>Its training failed.</summary>
    public void Fail(int arm, int seed, long step) => Set(arm, seed, StudyCell.Failed, _ =>
    {
        pace.Finish(Now);
        board.Arms[arm].FailAt(step);
        lines?.Failed(arm, seed, step, isElsewhere: false);
    });

    /// <summary>A line that stays above the picture.</summary>
    public void Note(string line) => report.Info(line);

    /// <summary>Takes the picture away; nothing is shown any more.</summary>
    public void Stop()
    {
        lock (drawing)
        {
            lock (gate)
            {
                if (isStopped)
                {
                    return;
                }

                isStopped = true;
                lines?.TellStored();
            }

            timer?.Dispose();
            if (timer is not null)
            {
                TakeAway();
            }
        }
    }

    public void Dispose() => Stop();

    private double Now => report.Terminal.Time.GetElapsedTime(created).TotalSeconds;

    private void Set(int arm, int seed, StudyCell cell, Action<StudyCell> changed) => Change(() =>
    {
        if (board.Set(arm, seed, cell) is { } before)
        {
            changed(before);
        }
    });

    private void Change(Action change)
    {
        lock (gate)
        {
            if (!isStopped)
            {
                change();
                isChanged = true;
            }
        }
    }

    private void Tick()
    {
        lock (drawing)
        {
            if (isStopped)
            {
                return;
            }

            try
            {
                Draw();
                timer?.Change(BetweenDrawings, Timeout.InfiniteTimeSpan);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The terminal is gone. The trainings need none, and an exception on a timer's thread would end the process.
            }
        }
    }

    private void Draw()
    {
        var (width, height) = report.Terminal.Size;
        var fits = StudyPicture.Fits(board.Arms.Count, width, height) && report.Terminal.HasColours;
        IReadOnlyList<string> picture = [];
        int done, total, failed;
        IReadOnlyList<string> facts;
        lock (gate)
        {
            if (!isChanged && Now - drawnAt < BetweenClocks.TotalSeconds)
            {
                return;
            }

            (isChanged, drawnAt) = (false, Now);
            (done, total, failed) = (board.Settled, board.Total, board.Failed);
            facts = Facts();
            if (fits)
            {
                picture = StudyPicture.Render(board, [string.Create(CultureInfo.InvariantCulture, $"{done}/{total}"), .. facts], width - 1);
            }
        }

        if (fits != isPicture)
        {
            // The first drawing, or the window has another size now.
            TakeAway();
            isPicture = fits;
        }

        if (fits)
        {
            report.Picture(picture);
        }
        else
        {
            report.Progress(
                string.Create(CultureInfo.InvariantCulture, $"{done}/{total}"),
                (double)done / Math.Max(1, total),
                string.Join("  ", [.. facts.TakeLast(1), string.Create(CultureInfo.InvariantCulture, $"failed {failed}"), .. facts.SkipLast(1)]));
        }
    }

    private void TakeAway()
    {
        if (isPicture)
        {
            report.Picture([]);
        }
        else
        {
            report.ClearProgress();
        }
    }

    /// <summary>Speed and time left, as far as they are known.</summary>
    private IReadOnlyList<string> Facts()
    {
        var remaining = board.Total - board.Settled;
        if (pace.Speed(Now, board.Running) is { } speed && pace.Left(Now, remaining, board.Running) is { } left)
        {
            var perMinute = 60 * speed;
            var digits = perMinute >= 9.95 ? "F0" : perMinute >= 0.995 ? "F1" : "F2";
            return [$"{perMinute.ToString(digits, CultureInfo.InvariantCulture)} trainings a minute", $"{Duration(left)} left"];
        }

        return pace.Start is { } start ? [$"running for {Duration(Now - start)}"] : [];
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 0, 1e8));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }
}
