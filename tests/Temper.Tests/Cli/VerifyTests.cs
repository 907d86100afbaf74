using System.Globalization;
using System.Text.RegularExpressions;
using Temper.Tests.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>temper verify and temper runs verify.</summary>
public sealed partial class VerifyTests : IDisposable
{
    private static readonly string[] Train = ["train", "--data", "small", "--hidden", "8", "--epochs", "1", "--lr", "0.01", "-q", "--store", "runs/temper.db"];

    private readonly CliRunner temper = new();

    public VerifyTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Everything_that_a_training_leaves_is_sound()
    {
        (await temper.RunAsync([.. Train, "--out", "runs/net"])).Returned(0);
        var result = (await temper.RunAsync("verify", "runs")).Returned(0);
        Assert.Equal(
            ["net/model.safetensors: a sound model", "net/record.json: a sound record of the model beside it; it has no digest, so its numbers can only be read, not compared", "temper.db: a sound store", "3 files: 3 sound, 0 damaged."],
            result.Out.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Replace('\\', '/').Split("runs/")[^1]));
        Assert.All((await temper.RunAsync("verify", "runs", "--json")).Returned(0).Json().EnumerateArray(), file => Assert.True(file.GetProperty("isSound").GetBoolean()));
    }

    [Fact]
    public async Task A_flipped_weight_is_found_and_not_predicted_with()
    {
        (await temper.RunAsync([.. Train, "--out", "net"])).Returned(0);
        var path = temper.Folder.Sub("net", "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);

        var result = (await temper.RunAsync("verify", "net")).Returned(1);
        Assert.Contains("model.safetensors: a DAMAGED file, 1 fault", result.Out, StringComparison.Ordinal);
        Assert.Contains("record.json: a DAMAGED record", result.Out, StringComparison.Ordinal);
        Assert.Contains("2 files: 0 sound, 2 damaged.", result.Out, StringComparison.Ordinal);
        foreach (var command in (string[][])[["evaluate", "net"], ["predict", "net", "x.png"], ["export", "net", "--onnx", "net.onnx"]])
        {
            (await temper.RunAsync(command)).Returned(3).IsOneError("is not as it was written");
        }
    }

    [Fact]
    public async Task A_model_without_a_digest_is_read_with_a_note()
    {
        (await temper.RunAsync([.. Train, "--out", "net"])).Returned(0);
        var path = temper.Folder.Sub("net", "model.safetensors");
        var (tensors, metadata) = Temper.Export.SafeTensors.Load(path, TestContext.Current.CancellationToken);
        Temper.Export.SafeTensors.Save(path, tensors, metadata.Where(pair => pair.Key != "temper.digest").ToDictionary());

        Assert.Contains("a model without a digest", (await temper.RunAsync("evaluate", "net")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("a sound model; it has no digest", (await temper.RunAsync("verify", path)).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_named_described_and_salvaged()
    {
        await StudyAsync();
        Forgery.Run(temper.Folder.Sub("runs", "temper.db"), "UPDATE runs SET test_score = 99 WHERE rowid = 2");

        (await temper.RunAsync("runs", "list")).Returned(4).IsOneError("is not as it was stored");
        (await temper.RunAsync("runs", "list")).Returned(4).IsOneError("temper runs verify --store");
        var told = (await temper.RunAsync("runs", "verify")).Returned(1);
        Assert.Contains("a DAMAGED store", told.Out, StringComparison.Ordinal);
        Assert.Contains("--salvage NEW.db", told.Out, StringComparison.Ordinal);
        var salvaged = (await temper.RunAsync("runs", "verify", "--salvage", "sound.db")).Returned(1);
        Assert.Contains("runs: 11 rows copied, 1 left behind", salvaged.Out, StringComparison.Ordinal);

        // The one that is missing is trained again, to the same bits.
        (await temper.RunAsync("runs", "verify", "--store", "sound.db")).Returned(0);
        var again = (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "--store", "sound.db", "--out", "again")).Returned(0);
        Assert.Equal(11, Stored().Matches(again.Out).Sum(count => int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture)));
        (await temper.RunAsync("verify", "nothing-here")).Returned(3).IsOneError("no such file");
        Directory.CreateDirectory(temper.Folder.Sub("empty"));
        (await temper.RunAsync("verify", "empty")).Returned(3).IsOneError("has no model, checkpoint or store in it");
    }

    [Fact]
    public async Task A_store_that_is_deleted_while_a_study_runs_ends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let go of an open file");
        using var watcher = new Timer(_ => DeleteStore(), null, 0, 1);

        (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "40", "-q")).Returned(5).IsOneError("was deleted, renamed or replaced");
    }

    /// <summary>Said when the first training begins, and again of those that were found later.</summary>
    [GeneratedRegex("(\\d+)( more)? of 12 runs were stored already")]
    private static partial Regex Stored();

    private void DeleteStore()
    {
        // When there is something in it that would be lost.
        var path = temper.Folder.Sub("runs", "temper.db");
        if (Directory.Exists(temper.Folder.Sub("runs", "temper.db-workers")))
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task What_is_not_of_this_version_or_not_ours_is_no_damage()
    {
        (await temper.RunAsync([.. Train, "--out", "net"])).Returned(0);
        (await temper.RunAsync("export", "net", "--safetensors", "all/bare.safetensors", "-q")).Returned(0);
        var (tensors, metadata) = Temper.Export.SafeTensors.Load(temper.Folder.Sub("net", "model.safetensors"), TestContext.Current.CancellationToken);
        Temper.Export.SafeTensors.Save(temper.Folder.Sub("all", "later.safetensors"), tensors, new Dictionary<string, string>(metadata) { ["temper.format"] = "9" });
        Temper.Export.SafeTensors.Save(temper.Folder.Sub("all", "old.safetensors"), tensors, new Dictionary<string, string> { ["checkpoint.version"] = "1" });
        temper.Folder.Write("all/Thumbs.db", [1, 2, 3]);
        Forgery.Run(temper.Folder.Sub("all", "other.db"), "CREATE TABLE users (id INTEGER)");

        var result = (await temper.RunAsync("verify", "all")).Returned(0);
        Assert.Contains("a sound state dict; it has no digest", result.Out, StringComparison.Ordinal);
        Assert.Contains("a sound model of another format", result.Out, StringComparison.Ordinal);
        Assert.Contains("a sound checkpoint of another version", result.Out, StringComparison.Ordinal);
        Assert.Contains("3 files: 3 sound", result.Out, StringComparison.Ordinal);
        Assert.Contains("other.db is left out", result.Error, StringComparison.Ordinal);
        (await temper.RunAsync("verify", "all/other.db")).Returned(4);
    }

    private async Task StudyAsync() =>
        (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "-q")).Returned(0);
}
