using Temper.Cli;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>
/// Folders that others may write to: a link that they have put under the name of a file or folder of Temper's leads nothing astray. Which names there
/// are is found by doing it once in a folder without links.
/// </summary>
public sealed class PlantedLinkTests : IDisposable
{
    private readonly CliRunner temper = new();

    public PlantedLinkTests()
    {
        SpecialFiles.SkipOnWindows();
        SmallImages.WriteTo(temper.Folder);
        TinyModels.Save(temper, TinyModels.Random("small", 5, 4), "models");
    }

    public static TheoryData<string[]> Writers => new(
        ["train", "--hidden", "8", "--epochs", "1", "--data", "small", "--out"],
        ["interrupt", "train", "--hidden", "8", "--epochs", "9", "--data", "small", "--out"],
        ["train", "--optimizer", "SGD", "--lr", "1e30", "--hidden", "8", "--epochs", "1", "--data", "small", "--out"],
        ["chapter", "--experiment", "baseline", "--epochs", "1", "--data", "small", "--out"],
        ["chapter", "--experiment", "baseline", "--epochs", "1", "--seeds", "2", "--data", "small", "--out"],
        ["compare", "baseline", "batchnorm", "--seeds", "6", "--epochs", "1", "--data", "small", "--out"],
        ["evaluate", "models", "--data", "small", "--out"],
        ["bench", "--scaling", "--quick", "--sweep", "depth", "--svg"]);

    public void Dispose() => temper.Dispose();

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Links_under_the_names_of_files_are_replaced(string[] call)
    {
        var exitCode = (await RunAsync(call, "clean")).ExitCode;
        var files = Below("clean", Directory.GetFiles);
        Assert.NotEmpty(files);
        foreach (var hasTarget in new[] { false, true })
        {
            var planted = hasTarget ? "to-files" : "to-nothing";

            // A checkpoint is read first, and a link to nothing is refused there.
            foreach (var name in files.Where(name => Path.GetFileName(name) != RunFolder.CheckpointName))
            {
                // A record is read first, and one that is none is refused; where there is nothing yet, it would be made.
                var victim = temper.Folder.Sub("victims", planted, name);
                Directory.CreateDirectory(Path.GetDirectoryName(victim)!);
                if (hasTarget && Path.GetFileName(name) is not ("record.json" or "evaluation.json" or "failure.json"))
                {
                    await File.WriteAllTextAsync(victim, name, TestContext.Current.CancellationToken);
                }

                Directory.CreateDirectory(Path.GetDirectoryName(temper.Folder.Sub(planted, name))!);
                File.CreateSymbolicLink(temper.Folder.Sub(planted, name), victim);
            }

            var before = Contents(temper.Folder.Sub("victims"));
            (await RunAsync(call, planted)).Returned(exitCode);
            Assert.Equal(before, Contents(temper.Folder.Sub("victims")));
            Assert.Equal(files, Below(planted, Directory.GetFiles));
            Assert.All(files, name => Assert.Null(new FileInfo(temper.Folder.Sub(planted, name)).LinkTarget));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_under_the_name_of_a_checkpoint_is_refused(bool hasTarget)
    {
        var victim = temper.Folder.Sub("victim");
        Directory.CreateDirectory(temper.Folder.Sub("run"));
        File.CreateSymbolicLink(temper.Folder.Sub("run", RunFolder.CheckpointName), victim);
        if (hasTarget)
        {
            temper.Folder.Write("victim", [1]);
        }

        (await temper.RunAsync("train", "--hidden", "8", "--epochs", "1", "--data", "small", "--out", "run", "-q")).Returned(3).IsOneError(RunFolder.CheckpointName);

        Assert.Equal(hasTarget, File.Exists(victim));
        Assert.NotNull(new FileInfo(temper.Folder.Sub("run", RunFolder.CheckpointName)).LinkTarget);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Links_under_the_names_of_folders_are_refused(string[] call)
    {
        await RunAsync(call, "clean");
        foreach (var name in Below("clean", Directory.GetDirectories))
        {
            var victim = Directory.CreateDirectory(temper.Folder.Sub("victim")).FullName;
            Directory.CreateDirectory(temper.Folder.Sub("planted"));
            Directory.CreateSymbolicLink(temper.Folder.Sub("planted", name), victim);

            (await temper.RunAsync([.. call, "planted", "-q"])).Returned(ExitCodes.InputOutput).IsOneError(Path.Combine("planted", name), "is a link, which is not followed");

            Assert.Empty(Directory.GetFileSystemEntries(victim));
            Directory.Delete(temper.Folder.Sub("planted", name));
            Directory.Delete(temper.Folder.Sub("planted"));
        }
    }

    [Fact]
    public async Task The_usual_folder_of_an_evaluation_is_no_link()
    {
        (await temper.RunAsync("evaluate", "models", "--data", "small", "-q")).Returned(0);
        var usual = Assert.Single(Directory.GetDirectories(temper.Folder.Sub("models")));
        Directory.Delete(usual, recursive: true);
        var victim = Directory.CreateDirectory(temper.Folder.Sub("victim")).FullName;
        Directory.CreateSymbolicLink(usual, victim);

        (await temper.RunAsync("evaluate", "models", "--data", "small", "-q")).Returned(ExitCodes.InputOutput).IsOneError("is a link, which is not followed");

        Assert.Empty(Directory.GetFileSystemEntries(victim));
    }

    [Fact]
    public void A_link_that_looks_like_a_lock_is_none()
    {
        temper.Folder.Write("victim", [1]);
        Directory.CreateDirectory(temper.Folder.Sub("run"));
        File.CreateSymbolicLink(temper.Folder.Sub("run", $".temper-x-{Guid.NewGuid():N}-1-host.lock"), temper.Folder.Sub("victim"));

        // Were it followed, the folder would be this file's holder's.
        using (new FileStream(temper.Folder.Sub("victim"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            FolderLock.Take(temper.Folder.Sub("run"), "mine").Dispose();
        }

        Assert.Equal([1], File.ReadAllBytes(temper.Folder.Sub("victim")));
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    public void A_link_beside_a_store_is_not_followed(string ending)
    {
        temper.Folder.Write("victim", [1, 2, 3]);
        File.CreateSymbolicLink(temper.Folder.Sub("temper.db" + ending), temper.Folder.Sub("victim"));
        File.CreateSymbolicLink(temper.Folder.Sub("other.db" + ending), temper.Folder.Sub("made"));
        foreach (var name in new[] { "temper.db", "other.db" })
        {
            try
            {
                using var store = RunStore.Open(temper.Folder.Sub(name), TimeProvider.System);
                store.Lease("run");
            }
            catch (Exception error) when (error is IOException or StoreException)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }

        Assert.Equal([1, 2, 3], File.ReadAllBytes(temper.Folder.Sub("victim")));
        Assert.False(File.Exists(temper.Folder.Sub("made")));
    }

    [Fact]
    public void The_folder_of_the_workers_is_no_link()
    {
        var victim = Directory.CreateDirectory(temper.Folder.Sub("victim")).FullName;
        Directory.CreateSymbolicLink(temper.Folder.Sub("temper.db-workers"), victim);
        using var store = RunStore.Open(temper.Folder.Sub("temper.db"), TimeProvider.System);

        Assert.Contains("it is a link", Assert.Throws<IOException>(() => store.Lease("run")).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(victim));
    }

    [Theory]
    [InlineData("record.json")]
    [InlineData("checkpoint.safetensors")]
    public async Task A_pipe_in_the_folder_is_refused_and_not_waited_for(string name)
    {
        Directory.CreateDirectory(temper.Folder.Sub("run"));
        SpecialFiles.Pipe(temper.Folder.Sub("run", name));

        (await temper.RunAsync("train", "--hidden", "8", "--epochs", "1", "--data", "small", "--out", "run", "-q")).Returned(ExitCodes.InputOutput)
            .IsOneError(name, "is a device or a pipe");
        (await temper.RunAsync("compare", "baseline", "batchnorm", "--seeds", "6", "--epochs", "1", "--data", "small", "--out", "run", "-q")).Returned(ExitCodes.InputOutput)
            .IsOneError(name, "is a device or a pipe");
    }

    private Task<CliResult> RunAsync(string[] call, string folder) => call[0] == "interrupt"
        ? temper.InterruptAsync("epoch 2/9", [.. call[1..], folder])
        : temper.RunAsync([.. call, folder, "-q"]);

    private string[] Below(string place, Func<string, string, SearchOption, string[]> list) =>
        [.. list(temper.Folder.Sub(place), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(temper.Folder.Sub(place), path)).Order(StringComparer.Ordinal)];

    private static string[] Contents(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{path}: {File.ReadAllText(path)}")];
}
