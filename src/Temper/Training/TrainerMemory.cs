using Temper.Data;

namespace Temper.Training;

/// <summary>How much memory of a device a training takes.</summary>
public static class TrainerMemory
{
    /// <summary>
    /// The most numbers that a training and its test keep on a device at the same time: parameters, gradients, states of the optimizer,
    /// activations, row numbers, results. Images are not counted; trainings on the same device can share them.
    /// </summary>
    /// <param name="spec">The training.</param>
    /// <param name="dataset">Its data.</param>
    /// <exception cref="SpecException">The spec cannot be carried out, or not on this data.</exception>
    /// <exception cref="DataException">The data cannot be scaled.</exception>
    public static long NumbersOf(TrainSpec spec, Dataset dataset)
    {
        using var device = new CountingDevice();
        using var trainer = new Trainer(spec, dataset, device);
        trainer.Test();
        return device.Most;
    }
}
