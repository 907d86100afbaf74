namespace Temper.Lab.Runs;

/// <summary>Images that two runs guess differently, "this" and "other".</summary>
/// <param name="OnlyThisRight">Images that only this run guesses right.</param>
/// <param name="OnlyOtherRight">Images that only the other guesses right.</param>
/// <param name="BothWrong">Images that both guess wrong, each in another way.</param>
public readonly record struct GuessDifferences(int OnlyThisRight, int OnlyOtherRight, int BothWrong)
{
    /// <summary>All of them.</summary>
    public int Images => OnlyThisRight + OnlyOtherRight + BothWrong;
}
