namespace Temper.Gpu.Replicas;

/// <summary>Which tiles products take. The bits are the same.</summary>
internal enum TileChoice
{
    /// <summary>Wide ones when they fill the multiprocessors, narrow ones otherwise.</summary>
    ByNets,

    /// <summary>Narrow ones always.</summary>
    Narrow,

    /// <summary>Wide ones always.</summary>
    Wide,
}
