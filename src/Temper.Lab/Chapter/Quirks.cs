namespace Temper.Lab.Chapter;

/// <summary>The chapter's quirks, by the numbers of its inventory.</summary>
public static class Quirks
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Quirk> All { get; } =
    [
        new(
            QuirkId.Q1,
            "the whole validation set is run after every batch, and all but an epoch's last pass are overwritten",
            "one validation pass per epoch"),
        new(
            QuirkId.Q2,
            "the batchnorm experiment validates in training mode: batches are normalized by themselves and overwrite the running statistics",
            "validation in evaluation mode"),
        new(QuirkId.Q4, "order Linear, ReLU, BatchNorm, ReLU", "order Linear, BatchNorm, ReLU"),
        new(
            QuirkId.Q5,
            "dropout after every element, also before a batch-normalized Linear and after each BatchNorm",
            "dropout only after the last BatchNorm"),
        new(QuirkId.Q6, "weight decay as an L2 gradient inside Adam, rescaled per parameter", "decoupled weight decay (AdamW)"),
        new(QuirkId.Q7, "weight decay on biases and on BatchNorm's scale and shift too", "weight decay on weights only"),
        new(QuirkId.Q8, "the plotted loss leaves the penalty out", "the loss is plotted with and without the penalty"),
        new(
            QuirkId.Q9,
            "training accuracy with dropout on, before each step, averaged over the epoch",
            "also a pass over 10,000 rows of the training split in evaluation mode"),
        new(QuirkId.Q10, "validation accuracy is the mean over batches, a short last one counting as much", "every row counts the same"),
        new(QuirkId.Q11, "each split is scaled by its own minimum and maximum", "scaled by the training split's"),
        new(QuirkId.Q12, "a short last training batch is dropped", "it is trained on"),
        new(QuirkId.Q13, "one run without a seed", "every run has a seed and an id", IsSwitchable: false),
        new(
            QuirkId.Q14,
            "validating draws from the stream that shuffles, and so changes later batches (not emulated)",
            "counter-based streams, one per purpose",
            IsSwitchable: false),
        new(QuirkId.Q15, "the split is not stratified", "every class has its share of the validation split"),
        new(
            QuirkId.Q18,
            "the altogether net's test accuracy is compared with the baseline's training accuracy",
            "test accuracy is compared with test accuracy"),
        new(QuirkId.Q19, "learning rate 0.01", "learning rate 0.001, Adam's usual default"),
        new(QuirkId.Q20, "dropout, l2 and batchnorm train for 1 epoch, baseline and altogether for 5", "all train for 5 epochs"),
        new(QuirkId.Q25, "the picture grid can show an image twice", "nine different images"),
        new(QuirkId.Q26, "the last epoch's weights are used", "the weights of the epoch with the best validation accuracy"),
    ];

    /// <summary>A quirk.</summary>
    /// <param name="id">Its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static Quirk Of(QuirkId id) =>
        All.FirstOrDefault(quirk => quirk.Id == id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, "Expected a quirk of the chapter.");

    /// <summary>The quirk of that number; case does not matter.</summary>
    /// <exception cref="SpecException">There is none; the message lists them.</exception>
    public static Quirk Find(string id) =>
        All.FirstOrDefault(quirk => string.Equals(quirk.Name, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new SpecException(
            $"There is no quirk \"{id}\"; expected one of {string.Join(", ", All.Select(quirk => quirk.Name))}"
            + $"{Suggestion.Ending(id, All.Select(quirk => quirk.Name))}");

    /// <summary>Whether a quirk is among those that a record names.</summary>
    /// <param name="names">The names of the quirks that were on.</param>
    /// <param name="id">The quirk.</param>
    public static bool Has(this IReadOnlyList<string> names, QuirkId id)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Contains(Of(id).Name);
    }
}
