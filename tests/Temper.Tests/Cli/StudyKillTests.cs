using System.Diagnostics;
using System.Text.Json;
using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>temper itself, killed without warning at random moments while it carries out a study.</summary>
public sealed class StudyKillTests
{
    private const int Kills = 200;

    [Fact]
    public async Task A_study_killed_200_times_loses_no_finished_run_and_ends_with_the_same_bits()
    {
        using var folder = new TempFolder();
        SmallImages.WriteTo(folder);
        var random = new Random(5);
        var store = folder.Sub("runs", "temper.db");
        var known = new Dictionary<string, string>();
        var kills = 0;
        var finishedStudies = 0;
        string? whole = null;
        while (kills < Kills)
        {
            using var process = Start(folder, "--seeds", "60");
            if (process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(100, 700))))
            {
                // It got to the end before it could be killed: its result stands, and it begins again from nothing.
                Assert.Equal(0, process.ExitCode);
                var hashes = Hashes(folder);
                Assert.Equal(120, hashes.Count);
                Assert.All(known, run => Assert.Equal(run.Value, hashes[run.Key]));
                whole ??= string.Join(' ', hashes.OrderBy(run => run.Key).Select(run => run.Value));
                Assert.Equal(whole, string.Join(' ', hashes.OrderBy(run => run.Key).Select(run => run.Value)));
                Directory.Delete(folder.Sub("runs"), recursive: true);
                known.Clear();
                finishedStudies++;
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

        using var last = Start(folder, "--seeds", "60");
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, last.ExitCode);
        var final = Hashes(folder);
        Assert.Equal(120, final.Count);
        Assert.All(known, run => Assert.Equal(run.Value, final[run.Key]));
        if (finishedStudies > 0)
        {
            Assert.Equal(whole, string.Join(' ', final.OrderBy(run => run.Key).Select(run => run.Value)));
        }
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

    private static Process Start(TempFolder folder, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll"), "compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "-q", .. more])
        {
            start.ArgumentList.Add(arg);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
