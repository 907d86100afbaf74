using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>A store either says what was written into it, or says that it is damaged.</summary>
public sealed class DigestTests : IDisposable
{
    private const int Flips = 1500;

    private readonly TempFolder folder = new();

    public static TheoryData<string, string> Changes => new()
    {
        { "UPDATE runs SET wrong = wrong - 1 WHERE id = '0000000001'", "runs 0000000001 is not as it was stored" },
        { "UPDATE runs SET digest = 'x' WHERE id = '0000000001'", "runs 0000000001 is not as it was stored" },
        { "UPDATE runs SET digest = NULL, wrong = 0 WHERE id = '0000000001'", "runs 0000000001 is not as it was stored" },
        { "UPDATE runs SET (wrong, digest) = (SELECT wrong, digest FROM runs WHERE id = '0000000002') WHERE id = '0000000001'", "runs 0000000001 is not as it was stored" },
        { "DELETE FROM runs WHERE id = '0000000002'", "table runs: 4 rows, expected 5" },
        { "UPDATE studies SET title = 'another'", "studies s1 is not as it was stored" },
        { "UPDATE members SET arm = 'b' WHERE seed = 1", "members s1 b 1 is not as it was stored" },
        { "DELETE FROM members WHERE seed = 1", "table members: 1 rows, expected 2" },
        { "UPDATE looks SET seeds = 30", "looks s1 1 is not as it was stored" },
        { "DELETE FROM looks", "table looks: 0 rows, expected 1" },
        { "DELETE FROM single_looks", "table single_looks: 0 rows, expected 1" },
        { "UPDATE tags SET tag = 'worst'", "tags 0000000000 worst is not as it was stored" },
        { "DELETE FROM tags", "table tags: 0 rows, expected 1" },
        { "INSERT INTO tags (run, tag) VALUES ('0000000001', 'best')", "tags 0000000001 best is not as it was stored; 2 faults in all" },
        { "UPDATE notes SET note = 'of somebody else'", "notes 0000000000 is not as it was stored" },
        { "DELETE FROM notes", "table notes: 0 rows, expected 1" },
        { "UPDATE single_runs SET command = 'chapter'", "single_runs 0000000003 chapter is not as it was stored" },
        { "DELETE FROM single_runs", "table single_runs: 0 rows, expected 1" },
        { "UPDATE totals SET row_count = 7 WHERE name = 'runs'", "table runs: 5 rows, expected 7" },
        { "UPDATE totals SET digests = 'zz' WHERE name = 'runs'", "a damaged one (" },
        { "DELETE FROM totals", "table runs: 5 rows, expected -1" },
        { "INSERT INTO members (study, purpose, arm, seed, run) VALUES ('s1', 'verdict', 'c', 3, 'x')", "members s1 c 3 is not as it was stored; 2 faults in all" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_row_is_named_when_the_store_is_opened(string sql, string told)
    {
        var path = Filled();
        Forgery.Run(path, sql);

        var error = Assert.Throws<StoreException>(() => RunStore.Open(path, TimeProvider.System));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.DamagedFile);
        using var store = RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect);
        Assert.NotEmpty(store.Verify(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_row_whose_digest_was_taken_away_is_named_and_left_behind()
    {
        foreach (var (table, _) in StoreSchema.Sealed)
        {
            File.Delete(folder.Sub("temper.db"));
            var path = Filled();
            Forgery.Run(path, $"UPDATE {table} SET digest = NULL WHERE rowid = (SELECT max(rowid) FROM {table})");

            var error = Assert.Throws<StoreException>(() => RunStore.Open(path, TimeProvider.System));
            Assert.Contains($"{table} ", error.Message, StringComparison.Ordinal);
            Assert.Contains("is not as it was stored", error.Message, StringComparison.Ordinal);
            using var store = RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect);
            Assert.StartsWith($"{table} ", Assert.Single(store.Verify(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
            var tables = store.Salvage(folder.Sub($"without-{table}.db"), TestContext.Current.CancellationToken);
            Assert.Equal(1, tables.Single(one => one.Name == table).Left);
        }
    }

    [Fact]
    public void A_changed_document_is_named_when_it_is_read()
    {
        var path = Filled();
        Forgery.Run(path, """UPDATE documents SET json = replace(json, '"testScore":81.5', '"testScore":91.5') WHERE run = '0000000001'""");

        using var store = RunStore.Open(path, TimeProvider.System);
        Assert.Contains("run 0000000001: its document is not as it was stored", Assert.Throws<StoreException>(() => store.Find(StoreWork.Id(1))).Message, StringComparison.Ordinal);
        Assert.NotNull(store.Find(StoreWork.Id(2)));
        Assert.Equal("run 0000000001: run 0000000001: its document is not as it was stored"[16..], Assert.Single(store.Verify(TestContext.Current.CancellationToken))[16..]);
    }

    [Theory]
    [InlineData("UPDATE runs SET test_score = 99.5 WHERE id = '0000000001'", "test_score")]
    [InlineData("UPDATE runs SET wrong = wrong - 1 WHERE id = '0000000001'", "wrong")]
    [InlineData("UPDATE runs SET experiment = 'baseline' WHERE id = '0000000001'", "experiment")]
    [InlineData("UPDATE runs SET valid_score = NULL WHERE id = '0000000001'", "valid_score")]
    [InlineData("UPDATE runs SET failed_step = 1 WHERE id = '0000000001'", "failed_step")]
    [InlineData("UPDATE runs SET seed = 77 WHERE id = '0000000004'", "seed")]
    public void A_row_that_contradicts_its_document_is_refused_with_digests_that_fit(string sql, string column)
    {
        var path = Filled();
        Forgery.RunSealed(path, sql);

        using var store = RunStore.Open(path, TimeProvider.System);
        Assert.Contains($"its {column} is not what its document says", Assert.Throws<StoreException>(() => store.Get([.. Enumerable.Range(0, 5).Select(StoreWork.Id)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bit_of_a_store_can_change_what_it_says()
    {
        var whole = File.ReadAllBytes(Filled());
        var told = Told(folder.Sub("temper.db"));
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < Flips; i++)
        {
            var bytes = (byte[])whole.Clone();
            var bit = random.Next(8 * bytes.Length);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var path = folder.Write("flipped.db", bytes);
            try
            {
                Assert.Equal(told, Told(path));
            }
            catch (Exception error) when (error is StoreException or IOException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"bit {bit}: {error.Message}", error);
            }

            foreach (var name in new[] { "flipped.db-wal", "flipped.db-shm" })
            {
                File.Delete(folder.Sub(name));
            }
        }

        // Most bytes are those of documents and rows; some belong to nobody.
        Assert.InRange(refused, Flips / 8, Flips - 1);
    }

    [Fact]
    public void What_is_sound_in_a_damaged_store_is_copied()
    {
        var path = Filled();
        Forgery.Run(path, "UPDATE runs SET wrong = 1 WHERE id = '0000000001'; UPDATE documents SET json = json || ' ' WHERE run = '0000000002'; UPDATE looks SET seeds = 30");
        using (var damaged = RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect))
        {
            Assert.Equal(
                ["looks", "run", "run", "runs"],
                damaged.Verify(TestContext.Current.CancellationToken).Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
            Assert.Equal(
                [("runs", 3, 2), ("studies", 1, 0), ("members", 2, 0), ("looks", 0, 1), ("single_looks", 1, 0), ("single_runs", 1, 0), ("tags", 1, 0), ("notes", 1, 0)],
                damaged.Salvage(folder.Sub("sound.db"), TestContext.Current.CancellationToken).Select(table => (table.Name, table.Copied, table.Left)));
            Assert.Throws<IOException>(() => damaged.Salvage(folder.Sub("sound.db"), TestContext.Current.CancellationToken));
        }

        using var sound = RunStore.Open(folder.Sub("sound.db"), TimeProvider.System);
        Assert.Empty(sound.Verify(TestContext.Current.CancellationToken));
        Assert.Equal([0, 3, 4], sound.List().Select(run => Convert.ToInt32(run.Id, 16)).Order());
        Assert.Equal(2, Assert.Single(sound.Studies()).Members.Count);
        sound.Finish(StoreWork.Record(1));
    }

    [Fact]
    public void A_store_with_a_broken_page_gives_what_is_on_the_others()
    {
        var path = folder.Sub("temper.db");
        using (var store = RunStore.Open(path, TimeProvider.System))
        {
            for (var i = 0; i < 60; i++)
            {
                store.Finish(StoreWork.Record(i));
            }
        }

        var bytes = File.ReadAllBytes(path);
        var rows = new List<int>();

        // Every seventh: tables, indexes and documents are among them.
        for (var page = 1; page < bytes.Length / 4096; page += 7)
        {
            var broken = (byte[])bytes.Clone();
            Array.Clear(broken, page * 4096, 4096);
            File.WriteAllBytes(path, broken);
            using var damaged = Tried(() => RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect));
            if (damaged is null)
            {
                rows.Add(0);
                continue;
            }

            var target = folder.Sub($"sound-{page}.db");
            rows.Add(damaged.Salvage(target, TestContext.Current.CancellationToken)[0].Copied);
            using var sound = RunStore.Open(target, TimeProvider.System);
            Assert.Empty(sound.Verify(TestContext.Current.CancellationToken));
        }

        // Most pages hold one document, or a part of it.
        Assert.True(rows.Count(one => one is >= 55 and < 60) > rows.Count / 2, string.Join(' ', rows));
    }

    [Fact]
    public void Rows_between_two_broken_pages_are_salvaged_and_what_is_lost_is_counted()
    {
        var path = folder.Sub("temper.db");
        using (var store = RunStore.Open(path, TimeProvider.System))
        {
            store.SaveStudy(Study("s1") with { Members = [.. Enumerable.Range(0, 400).Select(i => new StudyMember("verdict", "a", (ulong)i, StoreWork.Id(i)))] });
        }

        // Leaves of the members' table are those with its texts in order.
        var bytes = File.ReadAllBytes(path);
        var pages = Enumerable.Range(1, (bytes.Length / 4096) - 1).Where(page => bytes[page * 4096] == 13 && bytes.AsSpan(page * 4096, 4096).IndexOf("verdicta"u8) >= 0).ToList();
        Assert.True(pages.Count >= 5, $"{pages.Count} pages");
        foreach (var page in new[] { pages[1], pages[^2] })
        {
            Array.Clear(bytes, page * 4096, 4096);
        }

        File.WriteAllBytes(path, bytes);
        using var damaged = RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect);
        var members = damaged.Salvage(folder.Sub("sound.db"), TestContext.Current.CancellationToken)[2];
        Assert.Equal(("members", 400), (members.Name, members.Copied + members.Left));
        Assert.InRange(members.Copied, 400 * (pages.Count - 3) / pages.Count, 399);
    }

    [Fact]
    public void Digests_stay_right_through_everything_that_is_done_with_a_store()
    {
        var path = Filled();
        for (var time = 0; time < 2; time++)
        {
            using var store = RunStore.Open(path, TimeProvider.System);
            store.SaveStudy(Study("s2") with { Members = [new("verdict", "c", 9, StoreWork.Id(1)), new("verdict", "c", 9, StoreWork.Id(1))] });
            store.SaveStudy(Study("s2") with { Title = "another" });
            store.Look("s2", "d0", 1, "r1", "{}");
            store.Look("s2", "d0", 1, "r1", "{}");
            store.Finish(StoreWork.Record(9));
            store.Keep(StoredRun.Of(StoreWork.Record(9)), "train");
            store.Tag(StoreWork.Id(9), ["a", "b", "c"]);
            store.Untag(StoreWork.Id(9), ["b", "d"]);
            store.SetNote(StoreWork.Id(9), "one");
            store.SetNote(StoreWork.Id(9), "another");
            Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
            Assert.True(store.DeleteRun(StoreWork.Id(9)));
            store.Count(new SingleLook("train", "d1", "x"));
            store.DeleteStudy("s2");
            store.CollectGarbage(dryRun: false);
            Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
        }
    }

    private static RunStore? Tried(Func<RunStore> open)
    {
        try
        {
            return open();
        }
        catch (StoreException)
        {
            return null;
        }
    }

    /// <summary>Everything that lists and reports are made of.</summary>
    private static string Told(string path)
    {
        using var store = RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Read);
        var studies = store.Studies().Select(study => $"{study with { Members = [] }} {string.Join(' ', study.Members)} {string.Join(' ', store.Looks(study.Id))}");
        var runs = store.Get([.. Enumerable.Range(0, 5).Select(StoreWork.Id)]);
        return string.Join(
            '\n',
            [.. store.List().Select(run => $"{run} {string.Join(' ', run.Tags)}"), .. studies, .. store.LooksAt("d0").Select(look => look.ToString()), $"{store.SingleLooks("d0")}", $"{store.OtherLooks("s2", "d0")}",
                .. runs.Select(run => run.Record is { } record ? Lab.Runs.RecordJson.Write(record) : Lab.Runs.RecordJson.Write(run.Failure!)),
                string.Join(' ', store.FindIds("0")), $"{store.FindStudy("s")?.Id}"]);
    }

    private static StoredStudy Study(string id) => new()
    {
        Id = id,
        Kind = "comparison",
        Title = "t",
        Plan = "{}",
        Command = "temper compare a b",
        DatasetHash = "d0",
        Created = DateTimeOffset.UnixEpoch,
        Members = [new("verdict", "a", 1, StoreWork.Id(1)), new("verdict", "b", 2, StoreWork.Id(2))],
    };

    private string Filled()
    {
        var path = folder.Sub("temper.db");
        using var store = RunStore.Open(path, TimeProvider.System);
        for (var i = 0; i < 4; i++)
        {
            store.Finish(StoreWork.Record(i));
        }

        store.Fail(StoreWork.Failure(4));
        store.Keep(StoredRun.Of(StoreWork.Record(3)), "train");
        store.Tag(StoreWork.Id(0), ["best"]);
        store.SetNote(StoreWork.Id(0), "a note");
        store.SaveStudy(Study("s1"));
        store.Look("s1", "d0", 1, "r1", $$"""{"runs":[["{{StoreWork.Id(1)}}"]]}""");
        store.Count(new SingleLook("train", "d0", StoreWork.Id(1)));
        return path;
    }
}
