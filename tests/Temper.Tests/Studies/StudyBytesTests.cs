using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>Measures the whole heap, so nothing else runs meanwhile.</summary>
[Collection(nameof(QuietTests))]
public sealed class StudyBytesTests
{
    /// <summary>The least that is kept of a training is no less than what a study of many is refused by.</summary>
    [Fact]
    public void A_training_keeps_at_least_the_bytes_that_are_counted_for_it()
    {
        const int trainings = 500;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = Enumerable.Range(1, trainings).Select(seed =>
        {
            var record = StoreWork.Record(seed) with { TestGuesses = Lab.Runs.TestGuesses.Of([], [], 10), TestRows = 0 };
            var request = new RunRequest("arm", Protocol.Own, "", [], record.Spec with { Seed = (ulong)seed });
            return (new StudyTask(0, seed, request), new StudyMember("verdict", "arm", (ulong)seed, record.Id), StoredRun.Of(record));
        }).ToList();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / trainings;
        Assert.InRange(each, StudySize.BytesOfTraining, 2 * StudySize.BytesOfTraining);
        GC.KeepAlive(kept);
    }
}
