namespace Temper.Lab.Studies;

/// <summary>What a pilot says about how many seeds a study takes. It has looked at validation data only.</summary>
/// <param name="Id">The study's id: its first seeds are the pilot's, and are not trained again.</param>
/// <param name="Seeds">Seeds of the pilot.</param>
/// <param name="Questions">Its questions.</param>
/// <param name="TrainingSeconds">Mean seconds of a training.</param>
public sealed record PilotRecord(string Id, int Seeds, IReadOnlyList<PilotQuestion> Questions, double TrainingSeconds);
