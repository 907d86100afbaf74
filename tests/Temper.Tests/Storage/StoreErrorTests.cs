using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Files that are no stores stay as they are; disks and folders that do not allow something are named.</summary>
public sealed class StoreErrorTests : IDisposable
{
    private const int VersionAt = 60;

    private readonly TempFolder folder = new();

    private string Path => folder.Sub("temper.db");

    public static TheoryData<string, byte[]> NoDatabases => new()
    {
        { "one byte", [1] },
        { "a text", "This is no database, it is a text that is a little longer than the header of a database, which has 100 bytes."u8.ToArray() },
        { "zeros", new byte[8192] },
        { "a header's first 16 bytes", "SQLite format 3\0"u8.ToArray() },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(NoDatabases))]
    public void A_file_that_is_no_database_is_refused_and_unchanged(string what, byte[] content)
    {
        folder.Write("temper.db", content);
        var error = Refused<StoreException>();
        Assert.True(error.Message.Contains("expected a store of", StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Theory]
    [InlineData(0, "DELETE", "CREATE TABLE users (id INTEGER); CREATE TABLE orders (id INTEGER)", "tables orders, users")]
    [InlineData(0, "WAL", "CREATE TABLE users (id INTEGER)", "tables users")]
    [InlineData(0, "WAL", "CREATE TABLE runs (id INTEGER); CREATE TABLE studies (id INTEGER)", "tables runs, studies")]
    [InlineData(0, "DELETE", "CREATE TABLE t (id INTEGER); DROP TABLE t", "application id 0)")]
    [InlineData(0x0f055112, "WAL", "CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x); CREATE TABLE d (x)", "(application id 252006674, tables a, b, c...)")]
    public void Another_programs_database_is_refused_and_unchanged(int application, string mode, string tables, string received)
    {
        Other($"PRAGMA journal_mode = {mode}; PRAGMA application_id = {application}; {tables}");
        var error = Refused<StoreException>();
        Assert.Contains(received, error.Message, StringComparison.Ordinal);
        Assert.Contains("another program's database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_store_is_refused_and_unchanged()
    {
        Fill();
        var bytes = File.ReadAllBytes(Path);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(VersionAt), RunStore.SchemaVersion + 1);
        File.WriteAllBytes(Path, bytes);
        var error = Refused<StoreException>();
        Assert.Contains($"received version {RunStore.SchemaVersion + 1} of a newer Temper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_is_newer_only_in_its_write_ahead_log_is_refused_and_unchanged()
    {
        Fill();
        using var copy = new TempFolder();
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            other.Open();
            Run(other, "PRAGMA user_version = 77");
            File.Copy(Path, copy.Sub("temper.db"));
            File.Copy($"{Path}-wal", copy.Sub("temper.db-wal"));
        }

        var before = new[] { "temper.db", "temper.db-wal" }.Select(name => Convert.ToHexString(File.ReadAllBytes(copy.Sub(name)))).ToList();
        var error = Assert.Throws<StoreException>(() => RunStore.Open(copy.Sub("temper.db"), TimeProvider.System));

        Assert.Contains("version 77", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, new[] { "temper.db", "temper.db-wal" }.Select(name => Convert.ToHexString(File.ReadAllBytes(copy.Sub(name)))));
    }

    [Fact]
    public void A_store_without_one_of_its_tables_is_damaged()
    {
        Fill();
        Other("DROP TABLE looks");
        Assert.Contains("no table looks", Refused<StoreException>().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_exists_can_be_opened_as_existing()
    {
        var error = Assert.Throws<StoreException>(() => RunStore.OpenExisting(folder.Sub("runs", "temper.db"), TimeProvider.System));
        Assert.Contains("received no file", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        folder.Write("temper.db", []);
        RunStore.OpenExisting(Path, TimeProvider.System).Dispose();
    }

    [Fact]
    public void Paths_that_cannot_be_are_input_output_errors()
    {
        folder.Write("file", [1]);
        Directory.CreateDirectory(folder.Sub("folder"));
        foreach (var path in new[] { folder.Sub("file", "temper.db"), folder.Sub("file", "deeper", "temper.db"), folder.Sub("folder"), folder.Sub(new string('x', 300)) })
        {
            var error = Assert.ThrowsAny<IOException>(() => RunStore.Open(path, TimeProvider.System).Dispose());
            OneLine(error, path);
        }

        Assert.ThrowsAny<IOException>(() => RunStore.OpenExisting(folder.Sub("folder"), TimeProvider.System));
    }

    [Fact]
    public void Any_file_name_will_do()
    {
        foreach (var name in new[] { "a b.db", "a#b?c%20d.db", "a;b=c'd.db", "file:x.db", "\u00e9\u4e2d.db", "a\"b.db", ":memory:", "runs/deep/er.db" })
        {
            if (!OperatingSystem.IsWindows() || name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) < 0)
            {
                var path = folder.Sub(name.Split('/'));
                for (var i = 0; i < 2; i++)
                {
                    using var store = RunStore.Open(path, TimeProvider.System);
                    store.Finish(StoreWork.Record(i));
                    Assert.Equal(i + 1, store.List().Count);
                    Assert.Equal(path, store.Path);
                }

                Assert.True(File.Exists(path), name);
            }
        }
    }

    [Fact]
    public void A_full_disk_stops_a_run_from_being_stored_and_loses_nothing()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        store.Lease(StoreWork.Id(7));
        store.Connection.Alone("PRAGMA max_page_count = 40");
        var stored = 0;
        var error = Assert.Throws<IOException>(() =>
        {
            for (; stored < 1000; stored++)
            {
                store.Finish(StoreWork.Record(1000 + stored));
            }
        });

        OneLine(error, Path);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.InRange(stored, 5, 100);
        Assert.Equal(stored, store.List().Count);
        Assert.Throws<IOException>(() => store.Finish(StoreWork.Record(1000 + stored)));
        store.Connection.Alone("PRAGMA max_page_count = 100000");
        store.Finish(StoreWork.Record(1000 + stored));
        Assert.Equal(Enumerable.Range(1000, stored + 1).Select(StoreWork.Id), store.List().Select(run => run.Id).Order());
        Assert.Equal(["ok"], store.Connection.Read(() => store.Connection.Texts("PRAGMA integrity_check")));
    }

    [Fact]
    public void A_store_that_cannot_be_written_to_says_so()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        store.Finish(StoreWork.Record(1));
        store.Connection.Alone("PRAGMA query_only = ON");

        foreach (var write in new Action[] { () => store.Finish(StoreWork.Record(2)), () => store.Lease("run"), () => store.DeleteRun(StoreWork.Id(1)) })
        {
            var error = Assert.Throws<IOException>(write);
            OneLine(error, Path);
            Assert.Contains("cannot be written to", error.Message, StringComparison.Ordinal);
        }

        Assert.Single(store.List());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_read_only_file_or_folder_is_an_input_output_error(bool file)
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "this user may write to everything");
        Assert.SkipWhen(OperatingSystem.IsWindows() && !file, "folders are not read-only there");
        Fill();
        if (OperatingSystem.IsWindows())
        {
            File.SetAttributes(Path, FileAttributes.ReadOnly);
        }
        else
        {
            File.SetUnixFileMode(file ? Path : folder.Path, file ? UnixFileMode.UserRead : UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        try
        {
            OneLine(Assert.ThrowsAny<IOException>(() => RunStore.Open(Path, TimeProvider.System)), Path);
            if (!file)
            {
                OneLine(Assert.ThrowsAny<IOException>(() => RunStore.Open(folder.Sub("new.db"), TimeProvider.System)), "new.db");
            }
        }
        finally
        {
            if (OperatingSystem.IsWindows())
            {
                File.SetAttributes(Path, FileAttributes.Normal);
            }
            else
            {
                File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    [Fact]
    public void A_store_that_another_process_does_not_let_go_is_named()
    {
        using var store = RunStore.Open(Path, TimeProvider.System, busySeconds: 1);
        using var other = new SqliteConnection($"Data Source={Path};Pooling=False");
        other.Open();
        Run(other, "BEGIN IMMEDIATE");

        var error = Assert.Throws<IOException>(() => store.Finish(StoreWork.Record(1)));

        OneLine(error, Path);
        Assert.Contains("another process keeps", error.Message, StringComparison.Ordinal);
        Assert.Empty(store.List());
        Run(other, "ROLLBACK");
        store.Finish(StoreWork.Record(1));
    }

    private static void OneLine(Exception error, string path)
    {
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("SQLite Error", error.Message, StringComparison.Ordinal);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Opening fails in one line that names the file, and leaves every byte and no other file.</summary>
    private T Refused<T>()
        where T : Exception
    {
        var before = Convert.ToHexString(File.ReadAllBytes(Path));
        var error = Assert.Throws<T>(() => RunStore.Open(Path, TimeProvider.System));
        Assert.Equal(error.Message, Assert.Throws<T>(() => RunStore.OpenExisting(Path, TimeProvider.System)).Message);
        OneLine(error, Path);
        Assert.Equal(["temper.db"], folder.Files());
        Assert.Equal(before, Convert.ToHexString(File.ReadAllBytes(Path)));
        return error;
    }

    private void Fill()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        store.Finish(StoreWork.Record(1));
    }

    private void Other(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        Run(connection, sql);
    }
}
