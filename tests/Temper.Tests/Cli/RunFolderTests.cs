using System.Diagnostics;
using Temper.Cli;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>A folder is one run's at a time; what is refused or fails leaves no empty folders; a run that diverged leaves what it measured.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly CliRunner temper = new();

    public RunFolderTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    public static TheoryData<string[]> Writers => new(
        ["train", "--hidden", "8", "--epochs", "1", "--data", "small", "--out", "same"],
        ["chapter", "--experiment", "baseline", "--epochs", "1", "--data", "small", "--out", "same"],
        ["chapter", "--experiment", "baseline", "--epochs", "1", "--seeds", "2", "--data", "small", "--out", "same"],
        ["compare", "baseline", "batchnorm", "--seeds", "6", "--epochs", "1", "--data", "small", "--out", "same"],
        ["evaluate", "model", "--data", "small", "--out", "same"]);

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task A_folder_in_use_is_refused_in_one_line_and_free_afterwards(string[] call)
    {
        TinyModels.Save(temper, TinyModels.Random("small", 5, 4), "model");
        using (FolderLock.Take(temper.Folder.Sub("same"), "another"))
        {
            var before = temper.Folder.Files();
            (await temper.RunAsync([.. call, "-q"])).Returned(ExitCodes.InputOutput)
                .IsOneError("same is in use by another temper", FormattableString.Invariant($"process {Environment.ProcessId}"));
            Assert.Equal(before, temper.Folder.Files());
        }

        Assert.False(Directory.Exists(temper.Folder.Sub("same")));
        (await temper.RunAsync([.. call, "-q"])).Returned(0);
        Assert.DoesNotContain(temper.Folder.Files(), file => file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_trainings_into_one_folder_leave_one_whole_run()
    {
        string[] call = ["train", "--data", "small", "--hidden", "64,64", "--epochs", "8", "--batch-size", "16", "--out", "same", "-q"];
        var results = await Task.WhenAll(new[] { "0.001", "0.002", "0.003" }.Select(rate => Task.Run(() => temper.RunAsync([.. call, "--lr", rate]))));

        var done = Assert.Single(results, result => result.ExitCode == 0);
        Assert.Contains("Accuracy", done.Out, StringComparison.Ordinal);
        Assert.All(results.Where(result => result != done), result => Assert.Contains(result.ExitCode, new[] { ExitCodes.InputOutput, ExitCodes.BadDataOrConfiguration }));
        var record = RecordJson.ReadRun(temper.Folder.Sub("same", RunFolder.RecordName));
        Assert.Equal(
            Temper.Training.SpecJson.Write(record.Spec), await File.ReadAllTextAsync(temper.Folder.Sub("same", RunFolder.SpecName), TestContext.Current.CancellationToken));
        Assert.Equal(record.WeightsHash, RunId.HashOf(Temper.Export.ModelFile.Load(temper.Folder.Sub("same", RunFolder.ModelName)).State));
    }

    [Fact]
    public async Task An_interrupted_run_is_resumed_by_one_at_a_time()
    {
        (await temper.InterruptAsync("epoch 2/9", "train", "--data", "small", "--hidden", "8", "--epochs", "9", "--out", "mine")).Returned(ExitCodes.Interrupted);
        var files = temper.Folder.Files();
        using (FolderLock.Take(temper.Folder.Sub("mine"), "another"))
        {
            (await temper.RunAsync("train", "--resume", "mine", "--data", "small", "-q")).Returned(ExitCodes.InputOutput).IsOneError("in use by another temper");
        }

        Assert.Equal(files, temper.Folder.Files());
        (await temper.RunAsync("train", "--resume", "mine", "--data", "small", "-q")).Returned(0);
        (await temper.RunAsync("train", "--resume", "mine", "--data", "small", "-q")).Returned(3).IsOneError("is finished");
    }

    [Fact]
    public void Two_on_one_study_share_its_folder_and_another_study_does_not()
    {
        var folder = temper.Folder.Sub("study");
        using var first = RunFolder.Take(folder, "0123456789", isShared: true);
        using (RunFolder.Take(folder, "0123456789", isShared: true))
        {
            Assert.Throws<IOException>(() => RunFolder.Take(folder, "9876543210", isShared: true));
            Assert.Throws<IOException>(() => RunFolder.Take(folder, "0123456789"));
        }

        Assert.True(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_killed_process_blocks_nobody()
    {
        using var process = Start("train", "--data", "small", "--hidden", "64", "--epochs", "100000", "--out", "mine", "-q");
        var folder = temper.Folder.Sub("mine");
        while (!process.HasExited && (!Directory.Exists(folder) || !File.Exists(Path.Combine(folder, RunFolder.SpecName))))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.False(process.HasExited);
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "mine", "-q")).Returned(ExitCodes.InputOutput)
            .IsOneError("in use by another temper", FormattableString.Invariant($"(process {process.Id} on {Environment.MachineName} since "));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains(temper.Folder.Files(), file => file.EndsWith(".lock", StringComparison.Ordinal));

        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "mine", "-q")).Returned(0);
        Assert.DoesNotContain(temper.Folder.Files(), file => file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_killed_process_left_unfinished_goes_and_what_is_being_written_stays()
    {
        string Unfinished(TimeSpan age)
        {
            var path = temper.Folder.Write($"mine/.temper-{Guid.NewGuid():N}.tmp", [1]);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
            return path;
        }

        var (left, fresh, held) = (Unfinished(TimeSpan.FromHours(1)), Unfinished(TimeSpan.Zero), Unfinished(TimeSpan.FromHours(1)));
        using (new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            FolderLock.Take(temper.Folder.Sub("mine"), "a").Dispose();
        }

        Assert.Equal((false, true, true), (File.Exists(left), File.Exists(fresh), File.Exists(held)));
    }

    [Fact]
    public async Task A_folder_holds_what_its_record_says_at_the_top()
    {
        // A chapter's record has the ids of its runs inside; it is none of them.
        (await temper.RunAsync("chapter", "--data", "small", "--protocol", "sound", "--experiment", "baseline", "--epochs", "1", "--out", "chapter", "-q")).Returned(0);
        var record = await File.ReadAllTextAsync(temper.Folder.Sub("chapter", RunFolder.RecordName), TestContext.Current.CancellationToken);
        (await temper.RunAsync("train", "--data", "small", "--spec", "chapter/sound-baseline/spec.json", "--out", "chapter", "-q")).Returned(3).IsOneError("already holds another run");
        Assert.Equal(record, await File.ReadAllTextAsync(temper.Folder.Sub("chapter", RunFolder.RecordName), TestContext.Current.CancellationToken));

        // One that stopped halfway has no record of its own, but those of its runs.
        File.Delete(temper.Folder.Sub("chapter", RunFolder.RecordName));
        (await temper.RunAsync("chapter", "--data", "small", "--protocol", "sound", "--experiment", "baseline", "--epochs", "2", "--out", "chapter", "-q")).Returned(3).IsOneError("sound-baseline already holds another run");

        foreach (var foreign in new[] { "not JSON", "{\"id\":\"\\ud800\"}", "[]" })
        {
            temper.Folder.Write("foreign/record.json", System.Text.Encoding.ASCII.GetBytes(foreign));
            (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "foreign", "-q")).Returned(3).IsOneError("already holds another run");
        }

        temper.Folder.Write("evaluated/evaluation.json", "{}"u8.ToArray());
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "evaluated", "-q")).Returned(3).IsOneError("holds an evaluation");
    }

    [Theory]
    [InlineData(3, "train", "--data", "small", "--batch-size", "4000")]
    [InlineData(3, "train", "--data", "nowhere/at-all")]
    [InlineData(3, "train", "--data", "small", "--spec", "wrong-outputs.json")]
    [InlineData(3, "chapter", "--data", "small", "--device", "gpu")]
    [InlineData(3, "compare", "baseline", "batchnorm", "--data", "nowhere/at-all")]
    [InlineData(2, "compare", "baseline", "batchnorm", "--data", "small", "--seeds", "2")]
    [InlineData(3, "compare", "baseline", "batchnorm", "--data", "small", "--device", "gpu")]
    [InlineData(3, "compare", "baseline", "batchnorm", "--data", "small", "--out", "foreign")]
    [InlineData(3, "train", "--data", "small", "--hidden", "8", "--out", "runs/a/b/c", "--device", "gpu")]
    public async Task What_is_refused_leaves_no_folders(int exitCode, params string[] call)
    {
        temper.Folder.Write("wrong-outputs.json", "{ \"layers\": [ { \"type\": \"Linear\", \"outFeatures\": 7 } ] }"u8.ToArray());
        temper.Folder.Write("foreign/record.json", "{}"u8.ToArray());

        (await temper.RunAsync([.. call, "-q"])).Returned(exitCode).IsOneError();

        Assert.False(Directory.Exists(temper.Folder.Sub("runs")), string.Join(' ', temper.Folder.Files()));
        Assert.Equal(["foreign", "small"], Directory.GetDirectories(temper.Folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_study_that_is_interrupted_leaves_its_store_and_no_empty_folder()
    {
        (await temper.InterruptAsync("2 x 20 trainings", "compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "20")).Returned(ExitCodes.Interrupted);

        Assert.Equal(["runs/temper.db"], temper.Folder.Files().Where(file => file.StartsWith("runs/", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetDirectories(temper.Folder.Sub("runs")));
    }

    [Fact]
    public async Task A_run_that_diverged_keeps_history_curves_and_report_up_to_the_break()
    {
        var result = (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--optimizer", "sgd", "--lr", "1e30", "--out", "run")).Returned(ExitCodes.RunFailed);

        Assert.Contains("History and curves up to the break", result.Out, StringComparison.Ordinal);
        Assert.Equal(
            [.. new[] { "curves.svg", "failure.json", "history.csv", "report.html", "spec.json" }.Select(name => $"run/{name}")],
            temper.Folder.Files().Where(file => file.StartsWith("run/", StringComparison.Ordinal)));
        var failure = System.Text.Json.JsonDocument.Parse(await ReadAsync("failure.json")).RootElement;
        var step = failure.GetProperty("step").GetInt32();
        Assert.Equal(1e30, failure.GetProperty("spec").GetProperty("optimizer").GetProperty("learningRate").GetDouble());
        var history = (await ReadAsync("history.csv")).TrimEnd('\n').Split('\n');
        Assert.Equal(step, history.Length - 1);
        Assert.StartsWith("1,1,1.", history[1], StringComparison.Ordinal);
        var mark = FormattableString.Invariant($"diverged at step {step}");
        Assert.Contains(mark, await ReadAsync("curves.svg"), StringComparison.Ordinal);
        Assert.Contains(mark, await ReadAsync("report.html"), StringComparison.Ordinal);
        Assert.Contains("This run failed", await ReadAsync("report.html"), StringComparison.Ordinal);
        (await temper.RunAsync("train", "--resume", "run")).Returned(3).IsOneError("nothing to resume");

        // The folder may be used again, and then holds the new run alone.
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "run", "-q")).Returned(0);
        Assert.DoesNotContain("run/failure.json", temper.Folder.Files());
        Assert.DoesNotContain("diverged", await ReadAsync("curves.svg"), StringComparison.Ordinal);

        async Task<string> ReadAsync(string name) => await File.ReadAllTextAsync(temper.Folder.Sub("run", name), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_run_that_breaks_in_a_later_epoch_keeps_the_finished_ones()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--optimizer", "sgd", "--schedule", "step", "--schedule-opt", "step_size=2", "--schedule-opt", "gamma=1e35", "--out", "run", "-q"))
            .Returned(ExitCodes.RunFailed).IsOneError("by the schedule");

        var failure = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(temper.Folder.Sub("run", "failure.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((2, 2, 2), (failure.GetProperty("loss").GetArrayLength(), failure.GetProperty("trainScore").GetArrayLength(), failure.GetProperty("validScore").GetArrayLength()));
        Assert.Contains("Finished epochs", await File.ReadAllTextAsync(temper.Folder.Sub("run", "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diverged_run_does_not_touch_what_a_finished_one_left()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "run", "-q")).Returned(0);
        var record = await File.ReadAllTextAsync(temper.Folder.Sub("run", RunFolder.RecordName), TestContext.Current.CancellationToken);

        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--optimizer", "sgd", "--lr", "1e30", "--out", "run", "-q")).Returned(3).IsOneError("already holds another run");

        Assert.Equal(record, await File.ReadAllTextAsync(temper.Folder.Sub("run", RunFolder.RecordName), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("run/failure.json", temper.Folder.Files());
    }

    [Fact]
    public void A_failure_in_the_store_keeps_its_finished_epochs()
    {
        using var store = RunStore.Open(temper.Folder.Sub("store.db"), TimeProvider.System);
        var failure = Child.StoreWork.Failure(1) with { Loss = [1.5, 2.5], TrainScore = [30, 40], ValidScore = [35, 45] };
        store.Fail(failure);

        Assert.Equal(RecordJson.Write(failure), RecordJson.Write(store.Find(failure.Id)!.Failure!));
        Assert.Contains("2.5", RecordJson.Write(failure), StringComparison.Ordinal);
    }

    private Process Start(params string[] args) => TemperProcess.Start(temper.Folder.Path, args);
}
