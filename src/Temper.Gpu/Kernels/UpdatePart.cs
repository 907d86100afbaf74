namespace Temper.Gpu.Kernels;

/// <summary>A stretch of parameters that an optimizer updates; offsets below 0 stand for what there is not.</summary>
internal struct UpdatePart
{
    /// <summary>Where the gradient is kept; below 0 when nobody reads it again.</summary>
    public int Gradient;

    /// <summary>The parameters; below 0 when there is nothing to update.</summary>
    public int Parameter;

    /// <summary>First state.</summary>
    public int State0;

    /// <summary>Second state.</summary>
    public int State1;

    /// <summary>Third state.</summary>
    public int State2;

    /// <summary>Number of the rule among those of a net's step.</summary>
    public int Rule;

    /// <summary>Number of parameters.</summary>
    public int Length;
}
