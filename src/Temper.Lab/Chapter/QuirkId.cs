namespace Temper.Lab.Chapter;

/// <summary>
/// The quirks, by the numbers of the chapter's inventory: what happens when one is on. In records and commands a quirk is its name here.
/// A quirk that there is not cannot be asked for.
/// </summary>
public enum QuirkId
{
    /// <summary>The whole validation set is run after every batch, and all but an epoch's last pass are overwritten.</summary>
    Q1 = 1,

    /// <summary>
    /// The batchnorm experiment validates in training mode: batches are normalized by themselves and overwrite the running statistics.
    /// </summary>
    Q2 = 2,

    /// <summary>Order Linear, ReLU, BatchNorm, ReLU.</summary>
    Q4 = 4,

    /// <summary>Dropout after every element, also before a batch-normalized Linear and after each BatchNorm.</summary>
    Q5 = 5,

    /// <summary>Weight decay as an L2 gradient inside Adam, rescaled per parameter.</summary>
    Q6 = 6,

    /// <summary>Weight decay on biases and on BatchNorm's scale and shift too.</summary>
    Q7 = 7,

    /// <summary>The plotted loss leaves the penalty out.</summary>
    Q8 = 8,

    /// <summary>Training accuracy with dropout on, before each step, averaged over the epoch.</summary>
    Q9 = 9,

    /// <summary>Validation accuracy is the mean over batches, a short last one counting as much.</summary>
    Q10 = 10,

    /// <summary>Each split is scaled by its own minimum and maximum.</summary>
    Q11 = 11,

    /// <summary>A short last training batch is dropped.</summary>
    Q12 = 12,

    /// <summary>One run without a seed.</summary>
    Q13 = 13,

    /// <summary>Validating draws from the stream that shuffles, and so changes later batches (not emulated).</summary>
    Q14 = 14,

    /// <summary>The split is not stratified.</summary>
    Q15 = 15,

    /// <summary>The altogether net's test accuracy is compared with the baseline's training accuracy.</summary>
    Q18 = 18,

    /// <summary>Learning rate 0.01.</summary>
    Q19 = 19,

    /// <summary>Dropout, l2 and batchnorm train for 1 epoch, baseline and altogether for 5.</summary>
    Q20 = 20,

    /// <summary>The picture grid can show an image twice.</summary>
    Q25 = 25,

    /// <summary>The last epoch's weights are used.</summary>
    Q26 = 26,
}
