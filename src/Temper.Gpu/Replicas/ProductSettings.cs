namespace Temper.Gpu.Replicas;

/// <summary>How matrix products are computed.</summary>
/// <param name="Precision">Their arithmetic.</param>
/// <param name="Tiles">How they are cut.</param>
internal readonly record struct ProductSettings(GpuPrecision Precision, TileChoice Tiles = TileChoice.ByNets);
