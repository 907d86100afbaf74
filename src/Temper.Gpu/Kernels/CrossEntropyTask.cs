namespace Temper.Gpu.Kernels;

/// <summary>A loss to compute; offsets into the net's memory.</summary>
internal struct CrossEntropyTask
{
    /// <summary>Logits [rows, classes].</summary>
    public int Logits;

    /// <summary>Their gradient, or below 0 when it is not wanted.</summary>
    public int Gradient;

    /// <summary>Targets [rows, classes].</summary>
    public int Targets;

    /// <summary>Rows of the batch.</summary>
    public int Rows;

    /// <summary>Number of classes.</summary>
    public int Classes;

    /// <summary>First word: where the result goes, label smoothing.</summary>
    public int Word;
}
