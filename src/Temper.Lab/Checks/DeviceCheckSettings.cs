namespace Temper.Lab.Checks;

/// <summary>What <see cref="DeviceCheck"/> trains and the tolerance of its losses.</summary>
public sealed record DeviceCheckSettings
{
    /// <summary>Relative size of a rounding to single precision.</summary>
    public const double SinglePrecision = 1e-7;

    /// <summary>Relative size of a rounding to 10 bits of mantissa, as tensor cores do with TF32.</summary>
    public const double Tf32 = 5e-4;

    /// <summary>Steps of each training, in two epochs; an odd number is rounded up. Default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Rows of a batch; the last of an epoch is shorter. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Units of the three hidden layers. Default 50, 100 and 60: the chapter's 200 would keep the reference busy for half an hour. No number is a
    /// multiple of a GPU's tile, which shows what goes wrong at its edge; 100 take two tiles side by side, 60 take all of one.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; init; } = [50, 100, 60];

    /// <summary>Rows of the batches of one more case: more than one tile of a GPU has. Default 150.</summary>
    public int LargeBatchSize { get; init; } = 150;

    /// <summary>Nets of the batch that must have the same bits as single nets. Default 3.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>Relative size of the device's roundings. Default <see cref="SinglePrecision"/>.</summary>
    public double Rounding { get; init; } = SinglePrecision;

    /// <summary>Seed of the trainings. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Reference trainings at the same time; default all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => (Steps + 1) / 2;

    /// <summary>Training images that are used: an epoch's, whose last batch has about half of the rows, and one batch to validate.</summary>
    public int Images => (StepsPerEpoch * BatchSize) + Math.Max(2, BatchSize / 2);

    /// <summary>Rows that each loss of a training is about: of an epoch's batches, and then of its validation.</summary>
    /// <param name="batchSize">Its rows of a batch.</param>
    /// <param name="epochs">Its epochs.</param>
    internal int[] Rows(int batchSize, int epochs)
    {
        var training = Images - BatchSize;
        int[] epoch =
        [
            .. Enumerable.Range(0, (training + batchSize - 1) / batchSize).Select(step => Math.Min(batchSize, training - (step * batchSize))),
            BatchSize,
        ];
        return [.. Enumerable.Repeat(epoch, epochs).SelectMany(rows => rows)];
    }
}
