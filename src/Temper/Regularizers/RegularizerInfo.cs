namespace Temper.Regularizers;

/// <summary>What is said of a regularizer: in lists, help and documentation.</summary>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Formula">The formula, with the names of its numbers.</param>
/// <param name="Source">The paper, and PyTorch's or another library's name of it.</param>
/// <param name="Strength">Its main number; null where it is only on or off.</param>
public sealed record RegularizerInfo(string Summary, string Formula, string Source, StrengthInfo? Strength)
{
    /// <summary>What is to be known of its other options, such as their units; empty (the default) where names and formula say it.</summary>
    public string OptionNotes { get; init; } = "";
}
