namespace Temper.Gpu.Kernels;

/// <summary>A loss to compute; offsets into the net's memory.</summary>
internal struct CrossEntropyTask
{
    /// <summary>Logits [rows, classes].</summary>
    public int Logits;

    /// <summary>Their gradient, or below 0 when it is not wanted.</summary>
    public int Gradient;

    /// <summary>Row numbers of the epoch.</summary>
    public int Indices;

    /// <summary>Rows of the batch.</summary>
    public int Rows;

    /// <summary>Number of classes.</summary>
    public int Classes;

    /// <summary>First word: first row number, where the result goes, label smoothing.</summary>
    public int Word;
}
