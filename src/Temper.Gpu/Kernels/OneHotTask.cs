namespace Temper.Gpu.Kernels;

/// <summary>Targets to make of labels; offsets into the net's memory.</summary>
internal struct OneHotTask
{
    /// <summary>Labels of the data set, as whole numbers' bits.</summary>
    public int Labels;

    /// <summary>Row numbers of the epoch.</summary>
    public int Indices;

    /// <summary>The word that says which of them comes first.</summary>
    public int Word;

    /// <summary>Where the targets go: [rows, classes].</summary>
    public int Targets;

    /// <summary>Rows of the batch.</summary>
    public int Rows;

    /// <summary>Number of classes.</summary>
    public int Classes;
}
