namespace Temper.Gpu.Kernels;

/// <summary>
/// The gradient of a Linear's weight and bias: input^T outputGradient and the column sums of outputGradient, with the optimizer's update at
/// the end. Offsets below 0 stand for what there is not.
/// </summary>
internal struct WeightTask
{
    /// <summary>The Linear's input [rows, in].</summary>
    public int Input;

    /// <summary>Gradient of its output [rows, out].</summary>
    public int OutputGradient;

    /// <summary>Rows of the batch.</summary>
    public int Rows;

    /// <summary>Inputs of the Linear.</summary>
    public int In;

    /// <summary>Its outputs.</summary>
    public int Out;

    /// <summary>What happens to the weight's gradient.</summary>
    public UpdatePart Weight;

    /// <summary>What happens to the bias's gradient.</summary>
    public UpdatePart Bias;

    /// <summary>How threads lie in a tile.</summary>
    public Geometry Geometry;

    /// <summary>Rows of a tile.</summary>
    public int TileRows;

    /// <summary>Columns of a tile.</summary>
    public int TileColumns;

    /// <summary>Tiles side by side.</summary>
    public int TilesAcross;

    /// <summary>First block that works on it.</summary>
    public int FirstBlock;
}
