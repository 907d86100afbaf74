using System.Globalization;
using Temper.Devices;

namespace Temper.Lab.Studies;

/// <summary>How large a study may be: its trainings are listed before the first begins, and all their results are kept to the end.</summary>
public static class StudySize
{
    /// <summary>Most arms.</summary>
    public const int MostArms = 1000;

    /// <summary>Most trainings. A hundred thousand take about a day on a desktop computer's processor.</summary>
    public const int MostTrainings = 1_000_000;

    /// <summary>Bytes that a training takes from its place in the list to its result, without what grows with its epochs and its test set.</summary>
    internal const long BytesOfTraining = 2_500;

    /// <summary>Bytes of an epoch's losses and accuracies.</summary>
    internal const long BytesOfEpoch = 40;

    /// <summary>What the results of trainings will about take, for a warning: with a tenth of the test images guessed wrong.</summary>
    /// <param name="trainings">Number of trainings.</param>
    /// <param name="epochs">Epochs of each.</param>
    /// <param name="testRows">Rows of the test set.</param>
    /// <param name="classes">Classes of the data.</param>
    public static long AboutBytes(long trainings, int epochs, int testRows, int classes) =>
        trainings * (BytesOfTraining + (BytesOfEpoch * epochs) + (sizeof(int) * (long)classes * classes) + (testRows / 10L * (sizeof(int) + 1)));

    /// <summary>Refuses too many arms, before each is read.</summary>
    /// <param name="arms">Number of arms.</param>
    /// <exception cref="SpecException">There are more than there may be.</exception>
    public static void CheckArms(int arms)
    {
        if (arms > MostArms)
        {
            throw new SpecException($"A study has at most {MostArms} arms, received {arms}; compare fewer.");
        }
    }

    /// <summary>Refuses too many trainings, before they are listed.</summary>
    /// <param name="nets">Trainings for each seed.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="epochs">The fewest epochs that each training has.</param>
    /// <param name="memory">The memory that list and results are kept in; null where it is not known.</param>
    /// <exception cref="SpecException">There are more than there may be.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not enough memory for that many.</exception>
    public static void Check(int nets, int seeds, int epochs, HostMemory? memory)
    {
        var trainings = (long)nets * seeds;
        if (trainings > MostTrainings)
        {
            throw new SpecException(string.Create(
                CultureInfo.InvariantCulture,
                $"{seeds} seeds of {nets} net{(nets == 1 ? "" : "s")} are {trainings} trainings, the most is {MostTrainings}; "
                + $"choose at most {MostTrainings / nets} seeds."));
        }

        var bytes = trainings * (BytesOfTraining + (BytesOfEpoch * epochs));
        memory?.Require(
            bytes,
            FormattableString.Invariant(
                $"The list of {trainings} trainings ({seeds} seeds of {nets} net{(nets == 1 ? "" : "s")}) with their results"),
            "choose fewer seeds",
            onHeap: bytes);
    }
}
