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
    private const int Kills = 200;

    /// <summary>Studies at once, each in a folder of its own: most of a kill's time is spent waiting for its moment.</summary>
    private const int Studies = 4;

    [Fact]
    public async Task A_study_killed_200_times_loses_no_finished_run_and_ends_with_the_same_bits()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Studies).Select(study => Task.Run(() => KillAsync(new Random(5 + study), Kills / Studies))));
        Assert.Equal(Kills, results.Sum(result => result.Kills));
        Assert.Single(results.Select(result => result.Hashes).Distinct());
    }

    /// <summary>Kills a study again and again, and lets it end.</summary>
    /// <returns>The hashes of its runs, in the order of their ids, and how often it was killed.</returns>
    private static async Task<(string Hashes, int Kills)> KillAsync(Random random, int most)
    {
        using var folder = new TempFolder();
        SmallImages.WriteTo(folder);
        var store = folder.Sub("runs", "temper.db");
        var known = new Dictionary<string, string>();
        var kills = 0;
        string? whole = null;
        while (kills < most)
        {
            using var process = Start(folder);
            if (process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(100, 700))))
            {
                // It got to the end before it could be killed: its result stands, and it begins again from nothing.
                whole = Finished(process, folder, known, whole);
                Directory.Delete(folder.Sub("runs"), recursive: true);
                known.Clear();
                continue;
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
            if (File.Exists(store))
            {
                var now = Stored(store);
                Assert.All(known, run => Assert.Equal(run.Value, now.GetValueOrDefault(run.Key)));
                known = now;
            }
        }

        using var last = Start(folder);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (Finished(last, folder, known, whole), kills);
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
