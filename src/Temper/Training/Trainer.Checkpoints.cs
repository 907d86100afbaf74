namespace Temper.Training;

/// <content>Saving and going back to what was saved.</content>
public sealed partial class Trainer
{
    /// <summary>Everything needed to resume from here.</summary>
    public Checkpoint Save()
    {
        var wasFinished = isFinished;
        LeaveEvaluation();
        var checkpoint = new Checkpoint
        {
            Spec = Spec,
            Arithmetic = device.Arithmetic,
            Dataset = Dataset.Reference,
            Epochs = [.. epochs],
            StepInEpoch = stepInEpoch,
            StepResults = stepResults.Save(stepInEpoch),
            TrainSeconds = trainSeconds,
            ValidSeconds = validSeconds,
            State = Network.State(),
            OptimizerSteps = optimizer.Steps,
            OptimizerScalars = optimizer.Scalars.ToArray(),
            OptimizerStates = [.. optimizer.States.Select(state => state.All.ToSingles())],
            RegularizerState = regularizers.State(),
        };
        if (wasFinished)
        {
            Finish();
        }

        return checkpoint;
    }

    /// <summary>Goes back (or on) to a saved state. The spec and the data must be those of the checkpoint.</summary>
    /// <param name="checkpoint">A state saved by <see cref="Save"/>.</param>
    /// <exception cref="SpecException">The checkpoint belongs to other data, another net or other arithmetic, or contradicts itself.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.RequireFits(Dataset, device, StepsPerEpoch);
        LeaveEvaluation();
        Network.LoadState(checkpoint.State);
        optimizer.Restore(checkpoint.OptimizerSteps, checkpoint.OptimizerScalars, checkpoint.OptimizerStates);
        regularizers.Restore(checkpoint.RegularizerState, [.. checkpoint.Epochs.Select(epoch => epoch.MeasuresOf(Dataset.Task.Score))]);
        epochs.Clear();
        epochs.AddRange(checkpoint.Epochs);
        stepInEpoch = checkpoint.StepInEpoch;
        stepResults.Restore(checkpoint.StepResults);
        trainSeconds = checkpoint.TrainSeconds;
        validSeconds = checkpoint.ValidSeconds;
    }
}
