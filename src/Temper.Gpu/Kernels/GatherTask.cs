namespace Temper.Gpu.Kernels;

/// <summary>A batch to gather; offsets into the net's memory.</summary>
internal struct GatherTask
{
    /// <summary>Row numbers of the epoch.</summary>
    public int Indices;

    /// <summary>The word that says which of them comes first.</summary>
    public int Word;

    /// <summary>What each byte becomes.</summary>
    public int Table;

    /// <summary>Where the batch goes.</summary>
    public int Output;

    /// <summary>Rows of the batch.</summary>
    public int Rows;

    /// <summary>Bytes of an image.</summary>
    public int Features;
}
