using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Stores that somebody else has made, to make this program do or say something.</summary>
public sealed class HostileStoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.Sub("temper.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON runs BEGIN UPDATE runs SET wrong = 0; END", "trigger t")]
    [InlineData("CREATE VIEW v AS SELECT * FROM runs", "view v")]
    [InlineData("CREATE TABLE other (x)", "table other")]
    [InlineData("CREATE INDEX i ON runs (seed)", "index i")]
    [InlineData("ALTER TABLE runs ADD COLUMN more TEXT", "table runs")]
    [InlineData("ALTER TABLE runs RENAME TO hidden; CREATE VIEW runs AS SELECT * FROM hidden", "table hidden")]
    [InlineData("CREATE TABLE sqlite_other_thing (x); CREATE VIRTUAL TABLE f USING fts5(x)", "table")]
    [InlineData("CREATE TRIGGER sqliteXstat AFTER INSERT ON runs BEGIN UPDATE runs SET wrong = 0; END", "trigger sqliteXstat")]
    [InlineData("CREATE TABLE \"sqlite-stat\" (x)", "table sqlite-stat")]
    [InlineData("DROP INDEX members_run; CREATE INDEX members_run ON members (arm)", "index members_run")]
    public void What_no_store_has_is_named_and_nothing_is_done(string sql, string named)
    {
        RunStore.Open(Path, TimeProvider.System).Dispose();
        try
        {
            Forgery.Run(Path, sql);
        }
        catch (Microsoft.Data.Sqlite.SqliteException) when (sql.Contains("sqlite_other_thing", StringComparison.Ordinal))
        {
            // SQLite itself reserves these names.
            Forgery.Run(Path, "CREATE VIRTUAL TABLE f USING fts5(x)");
        }

        foreach (var use in new[] { StoreUse.Write, StoreUse.Read })
        {
            var error = Assert.Throws<StoreException>(() => RunStore.OpenExisting(Path, TimeProvider.System, use));
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Statistics_of_SQLites_own_planner_do_no_harm()
    {
        using (var store = RunStore.Open(Path, TimeProvider.System))
        {
            store.Finish(StoreWork.Record(1));
        }

        Forgery.Run(Path, "ANALYZE");
        using var again = RunStore.Open(Path, TimeProvider.System);
        Assert.Single(again.List());
    }

    [Theory]
    [InlineData("../../../tmp/evil")]
    [InlineData("/etc")]
    [InlineData("C:\\evil")]
    [InlineData("compare\n")]
    [InlineData("com\u202Epare")]
    [InlineData("")]
    public void A_kind_that_would_be_a_path_is_neither_written_nor_read(string kind)
    {
        using (var store = RunStore.Open(Path, TimeProvider.System))
        {
            Assert.Contains("expected a kind of small letters", Assert.Throws<StoreException>(() => store.SaveStudy(Study("temper compare a b") with { Kind = kind })).Message, StringComparison.Ordinal);
            store.SaveStudy(Study("temper compare a b"));
            Forgery.RunSealed(store, "UPDATE studies SET kind = $kind", ("$kind", kind));
        }

        using var opened = RunStore.Open(Path, TimeProvider.System);
        Assert.Contains("a damaged one (the kind of a study is not a word of small letters", Assert.Throws<StoreException>(opened.Studies).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..//////////////////////other.db-workers/0123456789abcdef0123456789abcdef-1-host")]
    [InlineData("0123456789abcdef0123456789abcdef-1-../../other")]
    [InlineData("../other")]
    public void The_name_of_a_worker_becomes_no_path(string worker)
    {
        folder.Write("other.db-workers/0123456789abcdef0123456789abcdef-1-host.lock", []);
        folder.Write("other.lock", []);
        using var store = RunStore.Open(Path, TimeProvider.System);
        store.Connection.Write(() => store.Connection.Execute("INSERT INTO leases VALUES ('r', $worker, '2026-01-01')", ("$worker", worker)));

        Assert.Equal(LeaseState.Granted, store.Lease("r").State);
        store.CollectGarbage(dryRun: false);

        Assert.Contains("other.db-workers/0123456789abcdef0123456789abcdef-1-host.lock", folder.Files());
        Assert.Contains("other.lock", folder.Files());
    }

    [Theory]
    [InlineData("temper compare baseline dropout=0.2,lr=1e-3 --seeds 10 --data /home/a/b --out x:y", true)]
    [InlineData("temper factorial --data '/a folder/it'\\''s $(here) `too` \"x\" \u00e9 \ud83d\ude00'", true)]
    [InlineData("temper claims --data \"$(printf '/a\\033b \u00e9')\"", true)]
    [InlineData("temper compare a b; rm -rf ~", false)]
    [InlineData("temper compare a b --out $(touch HIT)", false)]
    [InlineData("temper compare a b --out `touch HIT`", false)]
    [InlineData("temper compare a b --out \"$(touch HIT)\"", false)]
    [InlineData("temper compare a b --out \"$(printf '\\044(touch HIT)')\"$(touch HIT)", false)]
    [InlineData("temper compare a b --out \"$(printf 'x' $(touch HIT))\"", false)]
    [InlineData("temper compare a b --out '$(x)'$(touch HIT)''", false)]
    [InlineData("temper compare a b --out \\'$(touch HIT)\\'", false)]
    [InlineData("temper compare a b\ntouch HIT", false)]
    [InlineData("temper compare a b\rtouch HIT", false)]
    [InlineData("temper compare a b > x", false)]
    [InlineData("temper compare a ~/x", false)]
    [InlineData("temper compare a *", false)]
    [InlineData("temper compare 'a", false)]
    [InlineData("temper compare a b\u202E", false)]
    [InlineData("temper runs delete 0123456789", false)]
    [InlineData("temper export model --onnx /home/x", false)]
    [InlineData("touch HIT", false)]
    [InlineData(" temper compare a b", false)]
    [InlineData("", false)]
    public void A_command_is_shown_only_in_the_form_that_no_shell_reads_otherwise(string command, bool isShown) =>
        Assert.Equal(isShown ? command : null, OperatingSystem.IsWindows() && isShown ? command : Shell.Again(command));

    [Fact]
    public void A_long_command_is_looked_at_quickly()
    {
        Assert.Null(Shell.Again($"temper compare {new string('a', 60_000)}$"));
        Assert.Null(Shell.Again($"temper compare {string.Concat(Enumerable.Repeat("'a'", 20_000))}$"));
    }

    private static StoredStudy Study(string command) => new()
    {
        Id = "s1",
        Kind = "compare",
        Title = "t",
        Plan = "{}",
        Command = command,
        DatasetHash = "d0",
        Created = DateTimeOffset.UnixEpoch,
        Members = [],
    };
}
