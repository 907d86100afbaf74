namespace Temper.Lab.Storage;

/// <summary>One opening of the test set by a study. Looks are never deleted: they are what keeps the test set honest.</summary>
/// <param name="StudyId">The study.</param>
/// <param name="Number">Its place among the study's looks, from 1.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Seeds">Seeds of each arm that were looked at.</param>
/// <param name="DatasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
/// <param name="Runs">Hash over the ids of the runs that were looked at.</param>
/// <param name="Result">
/// What was seen, a JSON document; of it the store reads only <c>runs</c>, the ids of the runs that are no longer sealed.
/// </param>
public sealed record TestLook(string StudyId, int Number, DateTimeOffset At, int Seeds, string DatasetHash, string Runs, string Result);
