namespace Temper.Data;

/// <summary>What stands in when no data set was named.</summary>
/// <param name="Dataset">Fashion-MNIST, or the built-in garments.</param>
/// <param name="WhyBuiltIn">Null for Fashion-MNIST; else one line that says why it could not be had.</param>
public sealed record DefaultDataset(Dataset Dataset, string? WhyBuiltIn);
