using Temper.Layers;
using Temper.Tasks;

namespace Temper.Export;

/// <summary>What must be right of a model, wherever it comes from.</summary>
internal static class ModelCheck
{
    private const int MostChannels = 1 << 20;

    /// <summary>Checks what the model takes and gives, its scalers, and that the weights fit the layers.</summary>
    /// <returns>The same state in the layers' order.</returns>
    /// <exception cref="SpecException">Something is not right.</exception>
    public static IReadOnlyList<NamedTensor> Check(Model model)
    {
        var input = model.Input;
        if (input.Height is < 1 or > 4096 || input.Width is < 1 or > 4096 || input.Channels is < 1 or > MostChannels)
        {
            throw new SpecException(
                $"The model takes rows of {input.Channels} x {input.Height} x {input.Width}; "
                + $"expected 1 to 4096 pixels each way, and 1 to {MostChannels} channels or columns.");
        }

        if (model.ClassNames.Any(name => name is null))
        {
            throw new SpecException("A class name of the model is null; expected a text for each.");
        }

        if (!model.Scaler.IsUniform && (!model.TakesFloats || model.Scaler.Centre.Count != input.Features))
        {
            throw new SpecException(
                $"The model scales {model.Scaler.Centre.Count} columns, but takes {(model.TakesFloats ? $"{input.Features} floats" : "bytes")}; "
                + "give one centre and divisor for each float, or one for all.");
        }

        if ((model.TargetScaler is null) != (model.Task is Classification)
            || model.TargetScaler is { IsUniform: false } or { Clip: not 0 } or { A: not 0 } or { B: not 1 })
        {
            throw new SpecException(
                "A model that predicts a value has one scaler of that value from a mean and a standard deviation, a model of classes has none; "
                + "here it is otherwise.");
        }

        var (outFeatures, state) = Network.CheckState(model.Layers, input, model.State);
        return outFeatures == model.Task.Outputs
            ? state
            : model.Task is Classification
            ? throw new SpecException($"The model has {model.ClassNames.Count} class names for {outFeatures} outputs; give one for each.")
            : throw new SpecException($"The model predicts one value, but its net has {outFeatures} outputs; its last Linear gives one.");
    }
}
