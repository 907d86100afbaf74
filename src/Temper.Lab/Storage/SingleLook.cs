namespace Temper.Lab.Storage;

/// <summary>An opening of the test set outside of studies, which is counted and not judged.</summary>
/// <param name="Command">What opened it: "train", "chapter" or "evaluate".</param>
/// <param name="DatasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
/// <param name="Subject">What was tested: the id of a run or chapter, or the hash of a model's weights.</param>
public sealed record SingleLook(string Command, string DatasetHash, string Subject);
