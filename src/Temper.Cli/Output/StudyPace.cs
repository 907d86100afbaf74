namespace Temper.Cli.Output;

/// <summary>
/// How fast a study's trainings come to their end, and how long the others will take. Times are seconds since any moment.
/// Only what this process trains is counted: a run that lies in the store costs nothing.
/// </summary>
internal sealed class StudyPace
{
    /// <summary>The recent speed is measured over this many of the latest trainings: a few rounds on every core.</summary>
    private const int Window = 32;

    private readonly Queue<double> ends = new();
    private double? start;
    private double last;

    /// <summary>When the first training began.</summary>
    public double? Start { get; private set; }

    public void Begin(double now)
    {
        Start ??= now;
        start ??= now;
    }

    public void Finish(double now)
    {
        Begin(now);
        ends.Enqueue(now);
        last = now;
        if (ends.Count > Window)
        {
            start = ends.Dequeue();
        }
    }

    /// <summary>Trainings per second; null while unknown.</summary>
    /// <param name="now">The present, in the same seconds as the other times.</param>
    /// <param name="running">Trainings in flight.</param>
    public double? Speed(double now, int running)
    {
        if (ends.Count == 0 || last <= start!.Value)
        {
            return null;
        }

        // Measured to the latest end, so that it does not sink between two; but no higher than if all in flight ended now.
        return Math.Min(ends.Count / (last - start.Value), (ends.Count + running) / Math.Max(now - start.Value, 1e-9));
    }

    /// <summary>Seconds until the rest is done; null while unknown.</summary>
    /// <param name="now">The present, in the same seconds as the other times.</param>
    /// <param name="remaining">Trainings that are not settled, those in flight among them.</param>
    /// <param name="running">Trainings in flight.</param>
    public double? Left(double now, int remaining, int running)
    {
        if (Speed(now, running) is not { } speed)
        {
            return null;
        }

        // The time since the latest end went into those in flight; they cannot have got further than to their end.
        return Math.Max((remaining / speed) - (now - last), Math.Max(0, remaining - running) / speed);
    }
}
