using System.Diagnostics;
using System.Text.Json;
using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>temper itself, killed without warning at random moments while it carries out a study.</summary>
[TakesLong]
public sealed class StudyKillTests
{
    private const int Kills = 48;

    /// <summary>Studies at once, each in a folder of its own: part of a kill's time is spent waiting for its moment.</summary>
    private const int Studies = 4;

    [Fact]
    public async Task A_study_killed_48_times_loses_no_finished_run_and_ends_with_the_same_bits()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Studies).Select(study => Task.Factory.StartNew(
            () => Kill(new Random(5 + study), Kills / Studies), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(Kills, results.Sum(result => result.Kills));
        Assert.Single(results.Select(result => result.Hashes).Distinct());

        // Otherwise the kills come too early to lose anything.
        var fruitful = results.Sum(result => result.Fruitful);
        Assert.True(fruitful >= Kills / 4, $"only {fruitful} of {Kills} killed studies had stored a run");
    }

    /// <summary>Kills a study again and again, and lets it end.</summary>
    /// <returns>The hashes of its runs, in the order of their ids, how often it was killed, and how often it had stored a run since it was started.</returns>
    private static (string Hashes, int Kills, int Fruitful) Kill(Random random, int most)
    {
        using var folder = new TempFolder();
        SmallImages.WriteTo(folder);
        var store = folder.Sub("runs", "temper.db");
        var known = new Dictionary<string, string>();
        var (kills, fruitful) = (0, 0);
        string? whole = null;
        while (kills < most)
        {
            using var process = Start(folder);
            if (EndsBeforeItsMoment(process, store, isEarly: kills % 4 == 3, random))
            {
                // It got to the end before it could be killed: its result stands, and it begins again from nothing.
                whole = Finished(process, folder, known, whole);
                Directory.Delete(folder.Sub("runs"), recursive: true);
                known.Clear();
                continue;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
            if (File.Exists(store))
            {
                var now = Stored(store);
                Assert.All(known, run => Assert.Equal(run.Value, now.GetValueOrDefault(run.Key)));
                fruitful += now.Count > known.Count ? 1 : 0;
                known = now;
            }
        }

        using var last = Start(folder);
        last.WaitForExit();
        return (Finished(last, folder, known, whole), kills, fruitful);
    }

    /// <summary>
    /// Waits for the moment to kill it: after it has trained and written some of its runs, or some time after its start, however far it is.
    /// </summary>
    /// <param name="process">The study.</param>
    /// <param name="store">Its store. A process that trains has a file in the folder beside it, of another name each time, and writes into the log.</param>
    /// <param name="isEarly">Whether it need not have begun.</param>
    /// <param name="random">Draws the moment.</param>
    /// <returns>Whether it ended before.</returns>
    private static bool EndsBeforeItsMoment(Process process, string store, bool isEarly, Random random)
    {
        if (isEarly)
        {
            return process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(700)));
        }

        var before = Files();
        while (!Files().Except(before).Any())
        {
            if (process.WaitForExit(TimeSpan.FromMilliseconds(3)))
            {
                return true;
            }
        }

        var written = Written();
        for (var left = random.Next(16); left > 0;)
        {
            if (process.WaitForExit(TimeSpan.FromMilliseconds(1)))
            {
                return true;
            }

            if (Written() is var now && now != written)
            {
                written = now;
                left--;
            }
        }

        return process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(20)));

        string[] Files() => Directory.Exists($"{store}-workers") ? Directory.GetFiles($"{store}-workers") : [];

        DateTime Written() => File.GetLastWriteTimeUtc($"{store}-wal");
    }

    /// <summary>A study that ended has all its runs, those that were stored before the kills among them, with the bits of an earlier end.</summary>
    private static string Finished(Process process, TempFolder folder, Dictionary<string, string> known, string? before)
    {
        Assert.Equal(0, process.ExitCode);
        var hashes = Hashes(folder);
        Assert.Equal(120, hashes.Count);
        Assert.All(known, run => Assert.Equal(run.Value, hashes[run.Key]));
        var whole = string.Join(' ', hashes.OrderBy(run => run.Key, StringComparer.Ordinal).Select(run => run.Value));
        Assert.Equal(before ?? whole, whole);
        return whole;
    }

    private static Dictionary<string, string> Stored(string path)
    {
        using var store = RunStore.Open(path, TimeProvider.System);
        return store.List().ToDictionary(run => run.Id, run => run.WeightsHash!);
    }

    private static Dictionary<string, string> Hashes(TempFolder folder)
    {
        var record = Assert.Single(Directory.GetFiles(folder.Sub("runs"), "record.json", SearchOption.AllDirectories));
        return JsonDocument.Parse(File.ReadAllBytes(record)).RootElement.GetProperty("runs").EnumerateArray()
            .ToDictionary(run => run.GetProperty("id").GetString()!, run => run.GetProperty("weightsHash").GetString()!);
    }

    private static Process Start(TempFolder folder) =>
        TemperProcess.Start(folder.Path, "compare", "baseline", "batchnorm", "--seeds", "60", "--data", "small", "--epochs", "1", "-q");
}
