using System.Text.RegularExpressions;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Data are what their content is, whatever their folder is called and wherever it stands.</summary>
public sealed class DataIdentityTests : IDisposable
{
    private static readonly string[] Quick = ["--hidden", "8", "--lr", "0.01", "--epochs", "1", "-q"];

    private readonly CliRunner temper = new();
    private readonly CliRunner elsewhere = new();

    public void Dispose()
    {
        temper.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task An_own_folder_called_garments_is_no_drawing_of_the_program()
    {
        SmallImages.WriteTo(temper.Folder, "garments");
        var run = await TrainAsync("./garments");
        var record = RecordJson.ReadRun(temper.Folder.Sub("run", "record.json"));
        Assert.Equal((DatasetOrigin.Own, temper.Folder.Sub("garments")), (record.DatasetOrigin, record.DatasetSource));
        Assert.DoesNotContain(temper.Folder.Files().Where(file => file.EndsWith(".svg", StringComparison.Ordinal) || file.EndsWith(".html", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)),
            file => Regex.IsMatch(File.ReadAllText(temper.Folder.Sub(file)), "drawn data|drawings made by this program"));

        var evaluation = (await elsewhere.RunAsync("evaluate", run, "--json")).Returned(0);

        Assert.Equal(record.Wrong, evaluation.Json().GetProperty("wrong").GetInt32());
        Assert.Equal(record.DatasetHash, evaluation.Json().GetProperty("datasetHash").GetString());
        Assert.True(evaluation.Json().GetProperty("isSameData").GetBoolean());
        Assert.DoesNotContain("warning", evaluation.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_called_like_a_data_set_is_taken_and_said()
    {
        SmallImages.WriteTo(temper.Folder, "garments");
        foreach (var command in (string[][])[["data", "info", "garments"], ["train", "--data", "garments", .. Quick]])
        {
            var named = (await temper.RunAsync(command)).Returned(0);
            Assert.Contains($"is the folder {temper.Folder.Sub("garments")} here, not the data set of that name", named.Error, StringComparison.Ordinal);
            var placed = (await temper.RunAsync([.. command.Select(word => word == "garments" ? "./garments" : word)])).Returned(0);
            Assert.DoesNotContain("warning", placed.Error, StringComparison.Ordinal);
        }

        (await temper.RunAsync("train", "--data", "")).Returned(2).IsOneError("--data is empty");
    }

    [Fact]
    public async Task Data_that_are_gone_are_named_with_their_place_and_hash()
    {
        SmallImages.WriteTo(temper.Folder);
        var run = await TrainAsync("small");
        var hash = RecordJson.ReadRun(temper.Folder.Sub("run", "record.json")).DatasetHash;
        Directory.Move(temper.Folder.Sub("small"), temper.Folder.Sub("moved"));

        (await elsewhere.RunAsync("evaluate", run)).Returned(3).IsOneError(
            "was trained on \"small\"", hash[..12], $"were in {temper.Folder.Sub("small")}: no such folder any more", "--data");
        var found = (await temper.RunAsync("evaluate", run, "--data", "moved", "--json")).Returned(0);
        Assert.True(found.Json().GetProperty("isSameData").GetBoolean());
        Assert.DoesNotContain("warning", found.Error, StringComparison.Ordinal);

        // The model alone, without the record beside it, knows no place.
        temper.Folder.Write("alone.safetensors", File.ReadAllBytes(temper.Folder.Sub("run", "model.safetensors")));
        (await temper.RunAsync("evaluate", "alone.safetensors")).Returned(3).IsOneError("no place is recorded", "--data");
    }

    [Fact]
    public async Task A_model_alone_finds_its_data_where_the_stores_runs_have_them_from()
    {
        SmallImages.WriteTo(temper.Folder);
        Directory.CreateDirectory(temper.Folder.Sub("runs"));
        var run = await TrainAsync("small");
        temper.Folder.Write("alone.safetensors", File.ReadAllBytes(temper.Folder.Sub(run, "model.safetensors")));

        var found = (await temper.RunAsync("evaluate", "alone.safetensors")).Returned(0);
        Assert.Contains($"The model's data were found by their hash in {temper.Folder.Sub("small")}, as recorded in {temper.Folder.Sub("runs", "temper.db")}.", found.Out, StringComparison.Ordinal);

        // Other data there now: one line, with the way out.
        SmallImages.WriteTo(temper.Folder, seed: 5);
        (await temper.RunAsync("evaluate", "alone.safetensors")).Returned(3).IsOneError($"were in {temper.Folder.Sub("small")}: now other data are there", "--data");
        Directory.Delete(temper.Folder.Sub("small"), recursive: true);
        (await temper.RunAsync("evaluate", "alone.safetensors")).Returned(3).IsOneError($"were in {temper.Folder.Sub("small")}: no such folder any more", "--data");

        // A later run that found them elsewhere.
        SmallImages.WriteTo(temper.Folder, "moved");
        (await temper.RunAsync("train", "--data", "moved", "--hidden", "4", "--epochs", "1", "--out", "runs/later", "-q")).Returned(0);
        Assert.Contains($"in {temper.Folder.Sub("moved")}, as recorded in", (await temper.RunAsync("evaluate", "alone.safetensors")).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_data_in_the_same_place_are_not_taken_for_them()
    {
        SmallImages.WriteTo(temper.Folder);
        var run = await TrainAsync("small");
        SmallImages.WriteTo(temper.Folder, seed: 5);

        (await elsewhere.RunAsync("evaluate", run)).Returned(3).IsOneError($"were in {temper.Folder.Sub("small")}: now other data are there", "--data");

        var named = (await temper.RunAsync("evaluate", run, "--data", "small", "--json")).Returned(0);
        Assert.Contains("warning: the model was trained on small (hash", named.Error, StringComparison.Ordinal);
        Assert.False(named.Json().GetProperty("isSameData").GetBoolean());
        Assert.Contains(named.Json().GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("matched by number", StringComparison.Ordinal));
        Assert.NotEqual(named.Json().GetProperty("trainedOnHash").GetString(), named.Json().GetProperty("datasetHash").GetString());
    }

    [Fact]
    public async Task Two_folders_of_one_name_keep_an_evaluation_each()
    {
        SmallImages.WriteTo(temper.Folder, "a/mine");
        SmallImages.WriteTo(temper.Folder, "b/mine", seed: 5);
        var run = await TrainAsync("a/mine");

        Assert.True((await temper.RunAsync("evaluate", run, "--json")).Returned(0).Json().GetProperty("isSameData").GetBoolean());
        Assert.False((await temper.RunAsync("evaluate", run, "--data", "b/mine", "--json")).Returned(0).Json().GetProperty("isSameData").GetBoolean());

        var folders = Directory.GetDirectories(run).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, folders.Length);
        Assert.Matches("^evaluation-mine$", folders[0]);
        Assert.Matches("^evaluation-mine-[0-9a-f]{8}$", folders[1]);
    }

    [Fact]
    public async Task Class_names_that_differ_are_told()
    {
        SmallImages.WriteTo(temper.Folder);
        var run = await TrainAsync("small");
        temper.Folder.Write("small/classes.txt", "red\nblue\ngreen\n"u8.ToArray());

        var result = (await temper.RunAsync("evaluate", run, "--json")).Returned(0);

        Assert.Contains(result.Json().GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("class 1 is \"green\" in the model and \"blue\" in the data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_behind_a_link_are_the_same_data()
    {
        SmallImages.WriteTo(temper.Folder);
        Directory.CreateSymbolicLink(temper.Folder.Sub("link"), temper.Folder.Sub("small"));
        var run = await TrainAsync("link");
        Directory.Delete(temper.Folder.Sub("link"));

        Assert.True((await temper.RunAsync("evaluate", run, "--data", "small", "--json")).Returned(0).Json().GetProperty("isSameData").GetBoolean());
    }

    [Fact]
    public async Task An_interrupted_training_resumes_on_its_own_data_from_any_folder()
    {
        SmallImages.WriteTo(temper.Folder);
        var first = (await temper.InterruptAsync("epoch 2/9", "train", "--data", "small", "--hidden", "8", "--epochs", "9", "--out", "run")).Returned(Temper.Cli.ExitCodes.Interrupted);
        Assert.Contains($"--data {temper.Folder.Sub("small")}", first.Error, StringComparison.Ordinal);
        var run = temper.Folder.Sub("run");
        SmallImages.WriteTo(temper.Folder, "other", seed: 5);
        (await temper.RunAsync("train", "--resume", "run", "--data", "other")).Returned(3).IsOneError("other data");
        Directory.Move(temper.Folder.Sub("small"), temper.Folder.Sub("moved"));
        (await elsewhere.RunAsync("train", "--resume", run)).Returned(3).IsOneError("no such folder any more", "--data");
        Directory.Move(temper.Folder.Sub("moved"), temper.Folder.Sub("small"));

        (await elsewhere.RunAsync("train", "--resume", run, "-q")).Returned(0);

        Assert.Equal(9, RecordJson.ReadRun(Path.Combine(run, "record.json")).Epochs);
        Assert.Contains($"--data {temper.Folder.Sub("small")}", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_run_is_replayed_on_its_own_data_from_any_folder()
    {
        SmallImages.WriteTo(temper.Folder);
        var study = (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "--json")).Returned(0);
        Assert.Contains($"--data {temper.Folder.Sub("small")}", study.Json().GetProperty("command").GetString(), StringComparison.Ordinal);
        var id = study.Json().GetProperty("runs")[0].GetProperty("id").GetString()!;
        string[] replay = ["replay", id, "--store", temper.Folder.Sub("runs", "temper.db")];

        Assert.Contains("the same to the bit", (await elsewhere.RunAsync(replay)).Returned(0).Out, StringComparison.Ordinal);
        Assert.DoesNotMatch("small [0-9a-f]{8}", (await temper.RunAsync("runs", "list")).Returned(0).Out);

        SmallImages.WriteTo(temper.Folder, seed: 5);
        (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "-q")).Returned(0);
        Assert.Equal(2, Regex.Matches((await temper.RunAsync("runs", "list")).Returned(0).Out, "small ([0-9a-f]{8})").Select(match => match.Groups[1].Value).Distinct().Count());
        (await elsewhere.RunAsync(replay)).Returned(3).IsOneError("now other data are there", "--data");
    }

    [Fact]
    public async Task Without_data_a_training_takes_garments_with_a_warning_where_there_is_nothing_else()
    {
        var result = (await temper.InterruptAsync("data garments (60000", "train", "--hidden", "4", "--out", "run")).Returned(Temper.Cli.ExitCodes.Interrupted);

        Assert.Contains("warning: the data are garments, drawings made by this program, NOT Fashion-MNIST: fashion-mnist cannot be had", result.Error, StringComparison.Ordinal);
        Assert.Contains("--data garments", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_model_knows_the_data_of_the_name_it_is_given()
    {
        SafeTensors.Save(temper.Folder.Sub("state"), [new NamedTensor("0.weight", [10, 4], new float[40]), new NamedTensor("0.bias", [10], new float[10])], new Dictionary<string, string>());
        foreach (var (name, reference) in new[] { ("Garments", new DatasetReference("garments", Garments.Hash, DatasetOrigin.BuiltIn)), ("mine", new DatasetReference("mine")) })
        {
            string[] classes = name == "mine" ? ["--classes", "a,b,c,d,e,f,g,h,i,j"] : [];
            (await temper.RunAsync(["import", "state", "--hidden", "", "--size", "2x2", "--trained-on", name, "--out", "model", "--force", .. classes])).Returned(0);
            Assert.Equal(reference, ModelFile.Load(temper.Folder.Sub("model")).Dataset);
        }

        (await temper.RunAsync("evaluate", "model")).Returned(3).IsOneError("\"mine\" (hash unknown), of which no place is recorded");
    }

    private async Task<string> TrainAsync(string data)
    {
        (await temper.RunAsync(["train", "--data", data, "--out", "run", .. Quick])).Returned(0);
        return temper.Folder.Sub("run");
    }
}
