namespace Temper.Gpu.Hardware;

/// <summary>Shapes of a thread's part of a product.</summary>
internal enum TileKind
{
    /// <summary>For few nets.</summary>
    Narrow,

    /// <summary>For many nets.</summary>
    Wide,

    /// <summary>On tensor cores.</summary>
    Tensor,
}
