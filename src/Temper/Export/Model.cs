using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Export;

/// <summary>A trained net with everything needed to use it: layers, weights, what it takes and gives, scaling.</summary>
public sealed record Model
{
    /// <summary>The layers.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Parameters and statistics with PyTorch's names and shapes.</summary>
    public required IReadOnlyList<NamedTensor> State { get; init; }

    /// <summary>How the numbers of a row are arranged.</summary>
    public required Shape Input { get; init; }

    /// <summary>Whether its rows are floats, as those of tables; default false, the bytes of images.</summary>
    public bool TakesFloats { get; init; }

    /// <summary>What it has learned: the names of its classes, or the unit of the value it predicts.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>How a row's numbers become the net's inputs.</summary>
    public required Scaler Scaler { get; init; }

    /// <summary>How values to be predicted became the net's targets; null for classes.</summary>
    public Scaler? TargetScaler { get; init; }

    /// <summary>The data it was trained on. Files do not keep where those were: models are passed on.</summary>
    public required DatasetReference Dataset { get; init; }

    /// <summary>Whether test images were scaled by their own minimum and maximum (the chapter's way).</summary>
    public bool ScalesEachSet { get; init; }

    /// <summary>How it was trained; null where that is not known, as for a model from elsewhere or from a later version.</summary>
    public TrainSpec? Spec { get; init; }

    /// <summary>
    /// Whether it was read from a file whose content is as its digest says; false for a model that was made in memory, and for a file
    /// without a digest, of which nobody can tell.
    /// </summary>
    public bool HasDigest { get; init; }

    /// <summary>One name per class; empty for a value.</summary>
    public IReadOnlyList<string> ClassNames => Task.Classes;

    /// <summary>Builds the net with these weights.</summary>
    /// <param name="device">Where.</param>
    /// <param name="rows">Most rows of a batch.</param>
    public Network CreateNetwork(Device device, int rows)
    {
        var network = new Network(Layers, Input, device, rows);
        try
        {
            network.LoadState(State);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return network;
    }

    /// <summary>The net of a training as it is now, with what its data and spec say.</summary>
    /// <param name="trainer">The training; the weights are copied.</param>
    public static Model FromTrainer(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var dataset = trainer.Dataset;
        return new Model
        {
            Layers = trainer.Resolved.Layers,
            State = trainer.Network.State(),
            Input = dataset.Train.Shape,
            TakesFloats = dataset.Train.Inputs is FloatRows,
            Task = dataset.Task,
            Scaler = trainer.Scaler,
            TargetScaler = trainer.TargetScaler,
            ScalesEachSet = trainer.Spec.ScalerFit == ScalerFit.EachSplit,
            Dataset = dataset.Reference,
            Spec = trainer.Spec,
        };
    }

    /// <summary>
    /// A model from a state dict, such as <see cref="SafeTensors.Load"/> reads of PyTorch, which says nothing of the rest.
    /// </summary>
    /// <param name="state">Parameters and statistics with the layers' names and PyTorch's shapes.</param>
    /// <param name="layers">The net; a layer without a name has its position for one, as in nn.Sequential.</param>
    /// <param name="input">How the bytes of a row are arranged: channels, height and width of an image.</param>
    /// <param name="task">What it has learned, with one name per output.</param>
    /// <param name="scaler">How bytes become floats, as they did in its training.</param>
    /// <param name="dataset">The data it was trained on; null for <see cref="DatasetReference.Unknown"/>.</param>
    /// <exception cref="SpecException">
    /// The layers do not fit together or the state does not fit them, or there is not one name per output.
    /// </exception>
    public static Model FromStateDict(
        IReadOnlyList<NamedTensor> state,
        IReadOnlyList<LayerSpec> layers,
        Shape input,
        Classification task,
        Scaler scaler,
        DatasetReference? dataset = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(scaler);

        // A file keeps the names as lines.
        if (task.ClassNames.Any(name => string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)))
        {
            throw new SpecException("A class name is empty or has control characters; expected text of one line.");
        }

        var model = new Model
        {
            Layers = layers,
            State = state,
            Input = input,
            Task = task,
            Scaler = scaler,
            Dataset = dataset ?? DatasetReference.Unknown,
        };

        // In the layers' order, so that the same weights have the same hash wherever they come from.
        return model with { State = ModelCheck.Check(model) };
    }
}
