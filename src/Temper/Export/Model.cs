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

    /// <summary>Name of the data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Whether test images were scaled by their own minimum and maximum (the chapter's way).</summary>
    public bool ScalesEachSet { get; init; }

    /// <summary>How it was trained; null where that is not known, as for a model from elsewhere.</summary>
    public TrainSpec? Spec { get; init; }

    /// <summary>Builds the net with these weights.</summary>
    /// <param name="device">Where.</param>
    /// <param name="rows">Most rows of a batch.</param>
    public Network CreateNetwork(Device device, int rows)
    {
        var network = new Network(Layers, Height * Width, device, rows);
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
}
