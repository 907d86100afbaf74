using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Records in the store that this program must not take for its own.</summary>
public sealed class StoredRecordTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_of_another_version_is_named_so_and_rotten_guesses_are_damage()
    {
        using var store = Open();
        store.Finish(StoreWork.Record(1));

        var (current, before) = (RunRecord.Format, RunRecord.Format - 1);

        // With digests that fit, as an earlier version stored them.
        Forgery.RunSealed(store, $$"""UPDATE documents SET json = replace(json, '{"version":{{current}}', '{"version":{{before}}')""");

        foreach (var read in new Action[] { () => store.Find(StoreWork.Id(1)), () => store.Get([StoreWork.Id(1)]), () => store.Lease(StoreWork.Id(1)) })
        {
            Assert.Equal(
                $"{store.Path}: expected a run's record of version {current}, received version {before}; "
                    + "use the version of Temper that wrote it, or move the file away and train its runs again.",
                Assert.Throws<StoreException>(read).Message);
        }

        Assert.Single(store.List());
        Forgery.RunSealed(
            store,
            $$"""
            UPDATE documents SET json = replace(replace(json, '{"version":{{before}}', '{"version":{{current}}'), '"wrong":1949', '"wrong":1948')
            """);
        Assert.Contains(
            "a damaged one (testGuesses: expected guesses with 1948 of 10000 images wrong, received 1949 of 10000)",
            Assert.Throws<StoreException>(() => store.Find(StoreWork.Id(1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_could_not_be_read_back_is_not_stored()
    {
        using var store = Open();
        Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(1)).State);

        var error = Assert.Throws<StoreException>(() => store.Finish(StoreWork.Record(1) with { Wrong = 3 }));

        Assert.Contains("is not stored: expected guesses with 3 of 10000 images wrong", error.Message, StringComparison.Ordinal);
        Assert.Empty(store.List());
        Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(1)).State);
    }

    private RunStore Open() => RunStore.Open(folder.Sub("temper.db"), TimeProvider.System);
}
