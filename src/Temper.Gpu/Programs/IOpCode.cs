namespace Temper.Gpu.Programs;

/// <summary>
/// An operation as its program knows it: what is the same in every step and every net. Whole numbers only, which are compared one
/// by one; "places" are offsets into a net's memory, below 0 for what there is not. What differs from step to step comes as words.
/// </summary>
internal interface IOpCode
{
    /// <summary>Which operation.</summary>
    static abstract OpKind Kind { get; }

    /// <summary>How many words it has.</summary>
    static virtual int Words => 0;
}
