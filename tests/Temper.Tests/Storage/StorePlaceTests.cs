using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>The file of an open store is moved, deleted or replaced; or it cannot be written to from the start.</summary>
public sealed class StorePlaceTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.Sub("in", "temper.db");

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Moves => ["deleted", "renamed", "replaced", "folder renamed", "log deleted"];

    [Theory]
    [MemberData(nameof(Moves))]
    public void Nothing_is_written_into_a_file_that_is_no_longer_there(string what)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let go of an open file");
        var store = RunStore.Open(Path, TimeProvider.System);
        store.Finish(StoreWork.Record(1));
        Move(what);

        foreach (var write in new Action[] { () => store.Finish(StoreWork.Record(2)), () => store.Lease(StoreWork.Id(3)), store.RequireInPlace })
        {
            var error = Assert.ThrowsAny<IOException>(write);
            Assert.Contains(what == "log deleted" ? "temper.db-wal) was deleted" : "was deleted, renamed or replaced while it was open", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        store.Dispose();
    }

    [Fact]
    public void A_store_is_read_without_locks_and_files_where_it_cannot_be_written_to()
    {
        using (var store = RunStore.Open(Path, TimeProvider.System))
        {
            store.Finish(StoreWork.Record(1));
        }

        var before = File.ReadAllBytes(Path);
        using (var connection = ReadOnlyStore.Open(Path, StoreUse.Read))
        {
            Assert.NotNull(connection);
            Assert.Equal(1, connection.Read(() => connection.Number("SELECT count(*) FROM runs")));
            Assert.Equal(["in/temper.db"], folder.Files());
        }

        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_read_only_file_can_be_listed_and_not_written_to()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "permissions do not hold an administrator back");
        using (var store = RunStore.Open(Path, TimeProvider.System))
        {
            store.Finish(StoreWork.Record(1));
        }

        File.SetAttributes(Path, FileAttributes.ReadOnly);
        try
        {
            using var read = RunStore.OpenExisting(Path, TimeProvider.System, StoreUse.Read);
            Assert.Single(read.List());
            Assert.ThrowsAny<IOException>(() => RunStore.OpenExisting(Path, TimeProvider.System));
        }
        finally
        {
            File.SetAttributes(Path, FileAttributes.Normal);
        }
    }

    private void Move(string what)
    {
        switch (what)
        {
            case "deleted":
                File.Delete(Path);
                break;
            case "renamed":
                File.Move(Path, folder.Sub("in", "other.db"));
                break;
            case "replaced":
                File.Copy(Path, folder.Sub("copy.db"));
                File.Move(folder.Sub("copy.db"), Path, overwrite: true);
                break;
            case "log deleted":
                File.Delete($"{Path}-wal");
                break;
            default:
                Directory.Move(folder.Sub("in"), folder.Sub("out"));
                break;
        }
    }
}
