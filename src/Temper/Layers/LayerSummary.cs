namespace Temper.Layers;

/// <summary>One line of a net's summary.</summary>
/// <param name="Name">The layer's name, or its position; inside other layers after theirs, "1.0".</param>
/// <param name="Description">As PyTorch prints it.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Parameters">Trainable numbers of its own; those of layers inside it stand on their lines, which follow.</param>
/// <param name="Depth">How many layers it is inside of.</param>
public sealed record LayerSummary(string Name, string Description, Shape Output, int Parameters, int Depth)
{
    /// <summary>Features of its output.</summary>
    public int OutFeatures => Output.Features;
}
