using Temper.Data;
using Temper.Devices;
using Temper.Lab.Runs;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>
/// Claim C3: weight decay L adds L / 2 times the sum of squared weights to the loss. One step of SGD with rate r moves the weights by
/// -r times what it takes for the gradient; that is compared with central differences of the loss with the penalty, in double.
/// </summary>
/// <param name="WithPenalty">Largest difference from the gradient of loss + penalty, relative to the largest gradient.</param>
/// <param name="WithoutPenalty">The same from the gradient of the loss alone.</param>
/// <param name="Weights">Weights that were tried.</param>
public sealed record PenaltyCheck(double WithPenalty, double WithoutPenalty, int Weights)
{
    /// <summary>Below this the two gradients are the same, as far as central differences can tell.</summary>
    public const double Tolerance = 1e-4;

    // Large beside the gradient of the loss, so that its absence could not be missed.
    private const double Decay = 0.1;
    private const double Rate = 0.5;
    private const double Distance = 1e-4;
    private const int Images = 16;

    /// <summary>Whether the claim holds, and could have been seen not to.</summary>
    public bool Holds => WithPenalty < Tolerance && WithoutPenalty > 100 * Tolerance;

    /// <summary>Carries the check out on the first images of a data set, with the chapter's baseline net.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="weights">How many weights to try.</param>
    public static PenaltyCheck Run(Dataset dataset, int weights = 12)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var few = First(dataset);
        using var device = new ReferenceDevice();
        var spec = new ChapterNet().Spec(QuirkSet.Of(Protocol.Chapter), dataset.Outputs, seed: 1, epochs: 1) with
        {
            Optimizer = new SGD(Rate) { WeightDecay = Decay },
            BatchSize = few.Train.Count,
            ValidFraction = 0,
        };
        using var trainer = new Trainer(spec, few, device);
        var before = trainer.Network.ParameterValues.ToDoubles();
        trainer.Run();
        var after = trainer.Network.ParameterValues.ToDoubles();

        var (withPenalty, without, largest) = (0.0, 0.0, 0.0);
        for (var i = 0; i < weights; i++)
        {
            var index = (int)((long)(before.Length - 1) * i / Math.Max(1, weights - 1));
            var taken = (before[index] - after[index]) / Rate;
            var gradient = (LossAt(index, Distance) - LossAt(index, -Distance)) / (2 * Distance);
            withPenalty = Math.Max(withPenalty, Math.Abs(taken - (gradient + (Decay * before[index]))));
            without = Math.Max(without, Math.Abs(taken - gradient));
            largest = Math.Max(largest, Math.Abs(taken));
        }

        return new PenaltyCheck(withPenalty / largest, without / largest, weights);

        double LossAt(int index, double change)
        {
            var moved = (double[])before.Clone();
            moved[index] += change;
            trainer.Network.ParameterValues.Write(moved.AsSpan());
            return Evaluator.Evaluate(trainer.Network, few.Train, few.Task, trainer.Scaler).Loss;
        }
    }

    private static Dataset First(Dataset dataset)
    {
        var count = Math.Min(Images, dataset.Train.Count);
        return dataset with { Train = dataset.Train.Take(count) };
    }
}
