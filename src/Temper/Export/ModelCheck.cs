using Temper.Devices;
using Temper.Layers;

namespace Temper.Export;

/// <summary>What must be right of a model, wherever it comes from.</summary>
internal static class ModelCheck
{
    /// <summary>Checks image size and class count, and that the weights fit the layers.</summary>
    /// <returns>The same state in the layers' order.</returns>
    /// <exception cref="SpecException">Something is not right.</exception>
    public static IReadOnlyList<NamedTensor> Check(Model model)
    {
        if (model.Height is < 1 or > 4096 || model.Width is < 1 or > 4096)
        {
            throw new SpecException($"images of {model.Height} x {model.Width}; expected 1 to 4096 each way.");
        }

        // Sizes first: the tensors themselves bound what a net of these layers may need.
        Network.CheckState(model.Layers, model.Height * model.Width, model.State);
        using var device = new ReferenceDevice();
        using var network = model.CreateNetwork(device, rows: 1);
        return network.OutFeatures == model.ClassNames.Count
            ? network.State()
            : throw new SpecException($"{model.ClassNames.Count} class names for {network.OutFeatures} outputs.");
    }
}
