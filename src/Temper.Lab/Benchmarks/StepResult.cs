namespace Temper.Lab.Benchmarks;

/// <summary>How fast a net of the chapter trains in one arrangement of nets and threads.</summary>
/// <remarks>
/// Seconds are those of whole epochs: gathering, forward, loss, backward, optimizer, metrics and one pass over the validation
/// split. Speeds are those of the fastest round, as the peak is the largest probe.
/// </remarks>
public sealed record StepResult
{
    /// <summary>Epochs of a training, for <see cref="TrainingsPerMinute"/>: the chapter's.</summary>
    public const int EpochsOfTraining = 5;

    /// <summary>The chapter's experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Vector width, by its name.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>Nets trained side by side.</summary>
    public required int Nets { get; init; }

    /// <summary>Threads of each net.</summary>
    public required int ThreadsPerNet { get; init; }

    /// <summary>Training steps of an epoch of one net.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Useful operations of one training step, in MFLOP.</summary>
    public required double StepMegaflop { get; init; }

    /// <summary>Useful operations of one net's epoch with its validation, in MFLOP.</summary>
    public required double EpochMegaflop { get; init; }

    /// <summary>Seconds of each round's epoch, validation included; with several nets, until the last is done.</summary>
    public required IReadOnlyList<double> EpochSeconds { get; init; }

    /// <summary>Milliseconds of one training step of one net, validation left out; the fastest round's mean.</summary>
    public required double MillisecondsPerStep { get; init; }

    /// <summary>GFLOP/s of useful operations of all nets together over the fastest epoch, validation included.</summary>
    public required double Gflops { get; init; }

    /// <summary><see cref="Gflops"/> as a share of the measured peak of as many threads, 0 to 1.</summary>
    public required double ShareOfPeak { get; init; }

    /// <summary>
    /// Trainings of <see cref="EpochsOfTraining"/> epochs over all images that are done in a minute, validation included.
    /// </summary>
    public required double TrainingsPerMinute { get; init; }

    /// <summary>From measurements to speeds.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="peak">The peak of as many threads, in GFLOP/s.</param>
    /// <param name="part">Share of the data set's images that an epoch went over, above 0 to 1.</param>
    internal static StepResult Of(StepMeasurements measured, double peak, double part)
    {
        var seconds = measured.Epochs.Min(epoch => epoch.Seconds);
        var gflops = measured.Nets * measured.EpochFlop / (1e9 * seconds);
        return new StepResult
        {
            Experiment = measured.Experiment,
            InstructionSet = measured.InstructionSet.ToString(),
            Nets = measured.Nets,
            ThreadsPerNet = measured.ThreadsPerNet,
            StepsPerEpoch = measured.StepsPerEpoch,
            StepMegaflop = measured.StepFlop / 1e6,
            EpochMegaflop = measured.EpochFlop / 1e6,
            EpochSeconds = [.. measured.Epochs.Select(epoch => epoch.Seconds)],
            MillisecondsPerStep = 1e3 * measured.Epochs.Min(epoch => epoch.StepSeconds),
            Gflops = gflops,
            ShareOfPeak = gflops / peak,
            TrainingsPerMinute = 60 * measured.Nets * part / (EpochsOfTraining * seconds),
        };
    }
}
