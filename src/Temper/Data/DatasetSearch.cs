namespace Temper.Data;

/// <summary>What came of a search for the data that a record names.</summary>
/// <param name="Dataset">The data, of the recorded hash; null if they were not found.</param>
/// <param name="WhyNot">Null if they were found; else why not, to follow the data's name in a sentence: "which were in ...".</param>
public sealed record DatasetSearch(Dataset? Dataset, string? WhyNot);
