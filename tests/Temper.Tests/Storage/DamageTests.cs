using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Whatever the bytes of a store are: a result, a bad store, or a failed disk; never another error, never a wait.</summary>
public sealed class DamageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();
    private int failures;
    private int results;

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Changed_bytes_are_survived() => SurvivesAsync(180, seed: 1, static (random, bytes) =>
    {
        // One byte, a few, or a stretch; half of the time near the start of a page, where its structure is.
        var changes = random.Next(3) switch { 0 => 1, 1 => 5, _ => 40 };
        var page = random.Next(bytes.Length / 4096) * 4096;
        var at = random.Next(2) == 0 ? page + random.Next(120) : random.Next(bytes.Length);
        for (var i = 0; i < changes; i++)
        {
            bytes[(changes == 5 ? random.Next(bytes.Length) : at + i) % bytes.Length] = (byte)random.Next(256);
        }

        return bytes;
    });

    [Fact]
    public Task A_cut_file_is_survived() => SurvivesAsync(80, seed: 2, static (random, bytes) =>
        bytes[..(random.Next(3) == 0 ? random.Next(bytes.Length / 4096) * 4096 : random.Next(bytes.Length))]);

    [Fact]
    public async Task A_changed_write_ahead_log_is_survived()
    {
        string log;
        byte[] file;
        byte[] bytes;
        using (var store = RunStore.Open(folder.Sub("whole.db"), TimeProvider.System))
        {
            Fill(store);
            log = $"{store.Path}-wal";
            file = ReadShared(store.Path);
            bytes = ReadShared(log);
        }

        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(2) == 0 ? random.Next(60) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await UseAsync(file, i % 3 == 0 ? bytes[..random.Next(bytes.Length)] : changed, $"log {i}");
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void Fill(RunStore store)
    {
        for (var i = 0; i < 12; i++)
        {
            store.Finish(StoreWork.Record(i));
        }

        store.Fail(StoreWork.Failure(12));
        store.SaveStudy(Study("s1"));
        store.SaveStudy(Study("s2"));
        store.Look("s1", "d0", 1, "r1", "{}");
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

    /// <summary>Everything that can be done with a store; each may fail in its own way.</summary>
    private void UseAll(string path)
    {
        using var store = RunStore.Open(path, TimeProvider.System, busySeconds: 1);
        var known = Enumerable.Range(0, 13).Select(StoreWork.Id).ToList();
        Allowed(() => store.List());
        Allowed(() => store.Get(known));
        Allowed(() => store.Studies());
        Allowed(() => store.FindStudy("s2"));
        Allowed(() => store.FindIds("s"));
        Allowed(() => store.Looks("s1"));
        Allowed(() => store.Lease(StoreWork.Id(20)));
        Allowed(() => store.Finish(StoreWork.Record(20)));
        Allowed(() => store.SaveStudy(Study("s3")));
        Allowed(() => store.Look("s2", "d0", 1, "r1", "{}"));
        Allowed(() => store.DeleteStudy("s2"));
        Allowed(() => store.CollectGarbage(dryRun: false));
        Allowed(() => store.List());
    }

    private void Allowed(Action action)
    {
        try
        {
            action();
            results++;
        }
        catch (Exception error) when (error is StoreException or IOException)
        {
            Assert.DoesNotContain('\n', error.Message);
            failures++;
        }
    }

    private async Task SurvivesAsync(int times, int seed, Func<Random, byte[], byte[]> damage)
    {
        using (var store = RunStore.Open(folder.Sub("whole.db"), TimeProvider.System))
        {
            Fill(store);
        }

        var whole = File.ReadAllBytes(folder.Sub("whole.db"));
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            await UseAsync(damage(random, (byte[])whole.Clone()), null, $"damage {i}");
        }

        // Neither all harmless nor all refused at once: both ways were gone.
        Assert.True(failures >= times / 4 && results >= times / 4, $"{failures} failures, {results} results");
    }

    private async Task UseAsync(byte[] file, byte[]? log, string what)
    {
        var path = folder.Write("damaged/temper.db", file);
        if (log is not null)
        {
            folder.Write("damaged/temper.db-wal", log);
        }

        try
        {
            await Task.Run(() => Allowed(() => UseAll(path)), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{what}: {error.Message}", error);
        }
        finally
        {
            Directory.Delete(folder.Sub("damaged"), recursive: true);
        }
    }
}
