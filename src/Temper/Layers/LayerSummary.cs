namespace Temper.Layers;

/// <summary>One line of a net's summary.</summary>
/// <param name="Name">The layer's name, or its position.</param>
/// <param name="Description">As PyTorch prints it.</param>
/// <param name="OutFeatures">Features of its output.</param>
/// <param name="Parameters">Trainable numbers.</param>
public sealed record LayerSummary(string Name, string Description, int OutFeatures, int Parameters);
