using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>The chapter's experiments as specs: a net of three hidden layers of 200 with one or all regularizers.</summary>
public sealed record ChapterExperiment
{
    /// <summary>Dropout probability of the dropout experiment.</summary>
    public const double AloneDropout = 0.5;

    /// <summary>Dropout probability of the altogether experiment.</summary>
    public const double AltogetherDropout = 0.1;

    /// <summary>Weight decay of the l2 and altogether experiments.</summary>
    public const double Decay = 1e-4;

    /// <summary>Epochs of every net where all train equally long (quirk Q20 off).</summary>
    public const int StudyEpochs = 5;

    private ChapterExperiment()
    {
    }

    /// <summary>"baseline", "dropout", "l2", "batchnorm" or "altogether".</summary>
    public required string Name { get; init; }

    /// <summary>One line: what it is.</summary>
    public required string Title { get; init; }

    /// <summary>Overall title of its figure, as in the chapter where it has one.</summary>
    public required string FigureTitle { get; init; }

    /// <summary>Epochs the chapter gives it.</summary>
    public required int ChapterEpochs { get; init; }

    /// <summary>What the net is regularized with.</summary>
    public required ChapterNet Net { get; init; }

    /// <summary>The five, in the chapter's order.</summary>
    public static IReadOnlyList<ChapterExperiment> All { get; } =
    [
        new() { Name = "baseline", Title = "no regularization", FigureTitle = "Result with Neural Net", ChapterEpochs = 5, Net = new() },
        new() { Name = "dropout", Title = "dropout 0.5", FigureTitle = "Result with Dropout", ChapterEpochs = 1, Net = new(Dropout: AloneDropout) },
        new() { Name = "l2", Title = "weight decay 1e-4", FigureTitle = "Result with L2", ChapterEpochs = 1, Net = new(WeightDecay: Decay) },
        new()
        {
            Name = "batchnorm",
            Title = "batch normalization",
            FigureTitle = "Result with Batch Normalization",
            ChapterEpochs = 1,
            Net = new(BatchNorm: true),
        },
        new()
        {
            Name = "altogether", Title = "dropout 0.1, weight decay 1e-4 and batch normalization", FigureTitle = "Result with NN + Regularization",
            ChapterEpochs = 5, Net = new(AltogetherDropout, Decay, BatchNorm: true),
        },
    ];

    /// <summary>The experiment of that name; case does not matter.</summary>
    /// <exception cref="SpecException">There is none; the message lists them.</exception>
    public static ChapterExperiment Find(string name) =>
        All.FirstOrDefault(experiment => string.Equals(experiment.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SpecException(
            $"There is no experiment \"{name}\"; expected one of {string.Join(", ", All.Select(experiment => experiment.Name))}, all"
            + $"{Suggestion.Ending(name, All.Select(experiment => experiment.Name))}");

    /// <summary>The spec under a set of quirks.</summary>
    /// <param name="quirks">What is done the chapter's way.</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epochs">Epochs; null for the experiment's own.</param>
    public TrainSpec Spec(QuirkSet quirks, int classes, ulong seed, int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        return Net.Spec(quirks, classes, seed, epochs ?? UsualEpochs(quirks[QuirkId.Q20]));
    }

    /// <summary>Default number of epochs.</summary>
    /// <param name="isChaptersWay">Whether each experiment has the chapter's epochs (quirk Q20), not all the same.</param>
    internal int UsualEpochs(bool isChaptersWay) => isChaptersWay ? ChapterEpochs : StudyEpochs;
}
