using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Training;

namespace Temper.Export;

/// <summary>A trained net with everything needed to use it: layers, weights, scaling, image size, class names.</summary>
public sealed record Model
{
    /// <summary>The layers.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Parameters and statistics with PyTorch's names and shapes.</summary>
    public required IReadOnlyList<NamedTensor> State { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of an image.</summary>
    public required int Width { get; init; }

    /// <summary>One name per class.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How bytes become floats.</summary>
    public required Scaler Scaler { get; init; }

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

    /// <summary>What the net takes: one channel of pixels.</summary>
    internal Shape InputShape => new(1, Height, Width);

    /// <summary>Builds the net with these weights.</summary>
    /// <param name="device">Where.</param>
    /// <param name="rows">Most rows of a batch.</param>
    public Network CreateNetwork(Device device, int rows)
    {
        var network = new Network(Layers, InputShape, device, rows);
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
            Height = dataset.Train.Height,
            Width = dataset.Train.Width,
            ClassNames = dataset.ClassNames,
            Scaler = trainer.Scaler,
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
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classNames">One name per output.</param>
    /// <param name="scaler">How bytes become floats, as they did in its training.</param>
    /// <param name="dataset">The data it was trained on; null for <see cref="DatasetReference.Unknown"/>.</param>
    /// <exception cref="SpecException">The layers do not fit together or the state does not fit them, or there is not one name per output.</exception>
    public static Model FromStateDict(
        IReadOnlyList<NamedTensor> state,
        IReadOnlyList<LayerSpec> layers,
        int height,
        int width,
        IReadOnlyList<string> classNames,
        Scaler scaler,
        DatasetReference? dataset = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(scaler);

        // A file keeps the names as lines.
        if (classNames.Any(name => string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)))
        {
            throw new SpecException("A class name is empty or has control characters; expected text of one line.");
        }

        var model = new Model
        {
            Layers = layers,
            State = state,
            Height = height,
            Width = width,
            ClassNames = classNames,
            Scaler = scaler,
            Dataset = dataset ?? DatasetReference.Unknown,
        };

        // In the layers' order, so that the same weights have the same hash wherever they come from.
        return model with { State = ModelCheck.Check(model) };
    }
}
