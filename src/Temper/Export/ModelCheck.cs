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
            throw new SpecException($"The model takes images of {model.Height} x {model.Width}; expected 1 to 4096 pixels each way.");
        }

        var (outFeatures, state) = Network.CheckState(model.Layers, model.InputShape, model.State);
        return outFeatures == model.ClassNames.Count
            ? state
            : throw new SpecException($"The model has {model.ClassNames.Count} class names for {outFeatures} outputs; give one for each.");
    }
}
