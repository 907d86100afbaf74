using System.Globalization;

namespace Peers;

/// <summary>The rounds of one experiment at one number of threads: Temper and its peer, each measured once a round.</summary>
/// <remarks>
/// Ratios are taken round by round, because the two runs of a round are neighbours in time and a busy machine slows down
/// both; their median is the result, and their smallest and largest say how much to trust it.
/// </remarks>
internal sealed record Comparison
{
    private readonly IReadOnlyList<(PeerReport Temper, PeerReport Peer)> rounds;

    public Comparison(IReadOnlyList<(PeerReport Temper, PeerReport Peer)> rounds)
    {
        this.rounds = rounds;
        var (temper, peer) = rounds[0];
        (Experiment, Threads, Epochs, Rounds) = (temper.Experiment, temper.Threads, temper.Epochs, rounds.Count);
        if (rounds.Any(round => !Alike(round.Temper, temper) || !Alike(round.Peer, temper)))
        {
            throw new InvalidDataException($"{Experiment}, {Threads} threads: expected runs with the same settings, received different ones; start with an empty folder.");
        }

        (TemperProgram, PeerProgram) = (temper.Program, peer.Program);
        TemperMsPerStep = Median(round => round.Temper.MsPerStep);
        PeerMsPerStep = Median(round => round.Peer.MsPerStep);
        Ratios = [.. rounds.Select(round => round.Peer.MsPerStep / round.Temper.MsPerStep)];
        Ratio = MedianOf(Ratios);
        TemperMsPerStepWithValidation = Median(round => round.Temper.MsPerStepWithValidation);
        PeerMsPerStepWithValidation = Median(round => round.Peer.MsPerStepWithValidation);
        RatioWithValidation = Median(round => round.Peer.MsPerStepWithValidation / round.Temper.MsPerStepWithValidation);
        TemperMsPerValidation = Median(round => round.Temper.MsPerValidation);
        PeerMsPerValidation = Median(round => round.Peer.MsPerValidation);
        (TemperLoss, TemperValidAccuracy) = (temper.Loss, temper.ValidScore);
        (PeerLoss, PeerValidAccuracy) = (peer.Loss, peer.ValidScore);
    }

    public string Experiment { get; }

    public int Threads { get; }

    public int Epochs { get; }

    public int Rounds { get; }

    public string TemperProgram { get; }

    public string PeerProgram { get; }

    /// <summary>Median of the rounds.</summary>
    public double TemperMsPerStep { get; }

    /// <summary>Median of the rounds.</summary>
    public double PeerMsPerStep { get; }

    /// <summary>Peer by Temper, round by round.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>Median of <see cref="Ratios"/>: above 1 Temper is faster.</summary>
    public double Ratio { get; }

    /// <summary>Median of the rounds.</summary>
    public double TemperMsPerStepWithValidation { get; }

    /// <summary>Median of the rounds.</summary>
    public double PeerMsPerStepWithValidation { get; }

    /// <summary>Median of the rounds' ratios.</summary>
    public double RatioWithValidation { get; }

    /// <summary>Median of the rounds.</summary>
    public double TemperMsPerValidation { get; }

    /// <summary>Median of the rounds.</summary>
    public double PeerMsPerValidation { get; }

    /// <summary>First round, last epoch: the mean training loss.</summary>
    public double TemperLoss { get; }

    /// <summary>First round, last epoch: the mean training loss.</summary>
    public double PeerLoss { get; }

    /// <summary>First round, last epoch, in percent.</summary>
    public double TemperValidAccuracy { get; }

    /// <summary>First round, last epoch, in percent.</summary>
    public double PeerValidAccuracy { get; }

    /// <summary>Its row of <see cref="Markdown"/>.</summary>
    private string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Experiment} | {Threads} | {TemperMsPerStep:F3} | {PeerMsPerStep:F3} | **{Ratio:F2}** ({Ratios.Min():F2} to {Ratios.Max():F2}) | {RatioWithValidation:F2} | {TemperMsPerValidation:F1} | {PeerMsPerValidation:F1} | {TemperLoss:F3}, {TemperValidAccuracy:F2}% | {PeerLoss:F3}, {PeerValidAccuracy:F2}% |");

    /// <summary>All comparisons as a table.</summary>
    public static string Markdown(IReadOnlyList<Comparison> comparisons, string machine) => $"""
        Temper: {comparisons[0].TemperProgram}. Peer: {comparisons[0].PeerProgram}. {machine}.

        Medians of {comparisons[0].Rounds} rounds of {comparisons[0].Epochs} epochs, after a warm-up; ratios are peer by Temper in the same round.

        | experiment | threads | Temper, ms a step | peer, ms a step | ratio (min to max) | ratio with validation | Temper, ms a validation | peer, ms a validation | Temper, loss and validation accuracy | peer, the same |
        |---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', comparisons.Select(comparison => comparison.Row))}

        """;

    private static bool Alike(PeerReport a, PeerReport b) =>
        (a.Experiment, a.Threads, a.Epochs, a.WarmUpEpochs, a.Parameters, a.Steps) == (b.Experiment, b.Threads, b.Epochs, b.WarmUpEpochs, b.Parameters, b.Steps);

    private double Median(Func<(PeerReport Temper, PeerReport Peer), double> of) => MedianOf([.. rounds.Select(of)]);

    private static double MedianOf(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
