namespace Temper.Gpu.Replicas;

/// <summary>How matrix products are computed.</summary>
/// <param name="Precision">Whether factors are floats or rounded to tf32, for tensor cores.</param>
/// <param name="Tiles">Narrow or wide tiles; the number of nets decides unless a test does.</param>
internal readonly record struct ProductSettings(GpuPrecision Precision, TileChoice Tiles = TileChoice.ByNets);
