using Temper.Optimizers;

namespace Temper.Training;

/// <summary>Ends a training whose losses or weights are not finite numbers any more, and says at which step and why.</summary>
/// <param name="resolved">The training's resolved spec.</param>
/// <param name="stepsPerEpoch">Batches of an epoch.</param>
/// <param name="epochs">The finished epochs, which grow while it trains.</param>
internal sealed class DivergenceCheck(TrainSpec resolved, int stepsPerEpoch, IReadOnlyList<EpochResult> epochs)
{
    /// <summary>Losses and scores of the steps of an epoch so far.</summary>
    /// <param name="results">What the steps left on the device.</param>
    /// <param name="done">How many steps have been taken.</param>
    /// <exception cref="RunFailedException">A loss is not a finite number.</exception>
    public (float[] Losses, float[] Scores) Read(StepResults results, int done)
    {
        var (losses, scores) = results.Read(done);
        var steps = Array.FindIndex(losses, loss => !float.IsFinite(loss)) + 1;
        return steps == 0
            ? (losses, scores)
            : throw Diverged(
                FormattableString.Invariant($"the loss of step {StepNumber(steps)} (epoch {epochs.Count + 1}) is {losses[steps - 1]}"),
                losses[..steps],
                scores[..steps]);
    }

    /// <summary>The last step's update comes after its loss: a training that breaks there must not pass for a good one.</summary>
    /// <param name="sumOfSquares">Of all weights after the epoch's last step.</param>
    /// <param name="losses">Of the epoch's steps.</param>
    /// <param name="scores">Of the epoch's steps.</param>
    /// <exception cref="RunFailedException">The weights are not finite numbers.</exception>
    public void RequireWeights(double sumOfSquares, float[] losses, float[] scores)
    {
        if (!double.IsFinite(sumOfSquares))
        {
            throw DivergedAtEnd("its weights are not finite numbers", losses, scores);
        }
    }

    /// <summary>What the validation split says after the epoch's last step.</summary>
    /// <param name="evaluation">Its measures; null without a validation split.</param>
    /// <param name="losses">Of the epoch's steps.</param>
    /// <param name="scores">Of the epoch's steps.</param>
    /// <exception cref="RunFailedException">The validation loss is not a finite number.</exception>
    public void RequireEvaluation(Evaluation? evaluation, float[] losses, float[] scores)
    {
        if (evaluation is { Loss: double.NaN or double.PositiveInfinity })
        {
            throw DivergedAtEnd(FormattableString.Invariant($"its validation loss is {evaluation.Loss}"), losses, scores);
        }
    }

    private RunFailedException DivergedAtEnd(string what, float[] losses, float[] scores) => Diverged(
        FormattableString.Invariant($"after step {StepNumber(losses.Length)} (epoch {epochs.Count + 1}) {what}"), losses, scores);

    private RunFailedException Diverged(string what, float[] losses, float[] scores)
    {
        var step = StepNumber(losses.Length);
        var rate = resolved.Schedule.LearningRate(resolved.Optimizer.LearningRate, new ScheduleClock(step - 1, stepsPerEpoch, resolved.Epochs));
        return Divergence.At(step, what, resolved, rate, epochs, losses, scores);
    }

    private long StepNumber(int stepOfEpoch) => ((long)epochs.Count * stepsPerEpoch) + stepOfEpoch;
}
