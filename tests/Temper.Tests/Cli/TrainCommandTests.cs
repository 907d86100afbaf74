using Temper.Cli;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class TrainCommandTests : IDisposable
{
    private readonly CliRunner temper = new();

    public TrainCommandTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Every_option_reaches_the_spec()
    {
        var result = (await temper.RunAsync(
            "train", "--print-spec", "--hidden", "30,20", "--dropout", ".1", "--batch-norm", "--weight-decay", "1e-4", "--decay-scope", "weights",
            "--optimizer", "rmsPROP", "--lr", ".02", "--opt", "momentum=0.9", "--opt", "centered=true", "--schedule", "one-cycle", "--schedule-opt",
            "pct_start=0.4", "--warm-up", "7", "--batch-size", "32", "--epochs", "3", "--valid", ".25", "--stratified", "--keep-last",
            "--with", "label-smoothing=.1+clip-norm=2", "--with", "early-stopping=4:metric=ValidLoss:min_delta=.5",
            "--measure-train", "--seed", "9")).Returned(0);

        var spec = SpecJson.ReadSpec(result.Out, "the output");
        Assert.Equal(
            [new Linear(30), new BatchNorm1d(), new ReLU(), new Dropout(0.1), new Linear(20), new BatchNorm1d(), new ReLU(), new Dropout(0.1), new Linear(10)],
            spec.Layers);
        Assert.Equal(
            new RMSprop(0.02, Momentum: 0.9, Centered: true) { WeightDecay = 1e-4, WeightDecayScope = WeightDecayScope.Weights }, spec.Optimizer);
        Assert.Equal(new WarmUp(7, Then: new OneCycleLR(PctStart: 0.4)), spec.Schedule);
        Assert.Equal((32, 3, 0.25, true, false), (spec.BatchSize, spec.Epochs, spec.ValidFraction, spec.Stratified, spec.DropLast));
        Assert.Equal((9UL, true), (spec.Seed, spec.MeasureTrainAccuracy));
        Assert.Equal(
            [new LabelSmoothing(0.1), new GradientClipping(2), new EarlyStopping(4, 0.5, EarlyStoppingMetric.ValidLoss)], spec.Regularizers);
    }

    [Theory]
    [InlineData("sgd", "momentum=0.9,dampening=0", "nesterov=true")]
    [InlineData("adam", "betas=0.8,0.95", "amsgrad=true")]
    [InlineData("rprop", "etas=0.4,1.3", "step_sizes=1e-3,0.05")]
    [InlineData("adagrad", "lr_decay=0.1", "initial_accumulator_value=0.5")]
    [InlineData("asgd", "lambd=0.01", "t0=3")]
    [InlineData("nadam", "momentum_decay=0.02", "decoupled_weight_decay=true")]
    [InlineData("radam", "eps=1e-6", "maximize=true")]
    [InlineData("adadelta", "rho=0.8", "lr=0.5")]
    public async Task Options_go_by_PyTorchs_names(string optimizer, string first, string second)
    {
        var options = first.StartsWith("momentum=0.9,", StringComparison.Ordinal) ? first.Split(',') : [first];
        string[] call = ["train", "--print-spec", "--optimizer", optimizer, .. options.SelectMany(option => new[] { "--opt", option }), "--opt", second];

        var spec = SpecJson.ReadSpec((await temper.RunAsync(call)).Returned(0).Out, "the output");

        Assert.NotEqual(OptimizerCatalog.Create(optimizer), spec.Optimizer);
        Assert.Equal(optimizer, spec.Optimizer.GetType().Name, ignoreCase: true);
    }

    [Fact]
    public async Task A_training_saves_its_folder_and_its_own_spec_repeats_it()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--lr", "0.01", "--name", "first", "--out", "a", "-q")).Returned(0);
        (await temper.RunAsync("train", "--data", "small", "--spec", "a/spec.json", "--out", "b", "-q")).Returned(0);

        var a = RecordJson.ReadRun(temper.Folder.Sub("a", "record.json"));
        var b = RecordJson.ReadRun(temper.Folder.Sub("b", "record.json"));
        Assert.Equal((a.Id, a.WeightsHash), (b.Id, b.WeightsHash));
        Assert.Equal("first", a.Experiment);
        Assert.True(a.TestScore > 80, $"{a.TestScore}");
        Assert.Contains("a/model.safetensors", temper.Folder.Files());
        Assert.DoesNotContain(temper.Folder.Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.Contains("checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_training_resumes_to_the_same_bits()
    {
        string[] call = ["train", "--data", "small", "--hidden", "64,64", "--batch-norm", "--dropout", ".2", "--epochs", "30", "--batch-size", "16", "--schedule", "cosine", "--name", "mine"];
        (await temper.RunAsync([.. call, "--out", "whole"])).Returned(0);

        var first = (await temper.InterruptAsync("epoch 4/30", [.. call, "--out", "parts"])).Returned(ExitCodes.Interrupted);
        Assert.Contains("to resume: temper train --resume", first.Error, StringComparison.Ordinal);
        Assert.Contains("parts/checkpoint.safetensors", temper.Folder.Files());
        string[] resume = ["train", "--data", "small", "--resume", "parts"];
        var second = (await temper.InterruptAsync("epoch 17/30", resume)).Returned(ExitCodes.Interrupted);
        Assert.Contains("4 epochs and 0 batches done", second.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 4/30", second.Out, StringComparison.Ordinal);
        (await temper.RunAsync(resume)).Returned(0);

        Assert.Equal(
            RecordJson.ReadRun(temper.Folder.Sub("whole", "record.json")).WeightsHash,
            RecordJson.ReadRun(temper.Folder.Sub("parts", "record.json")).WeightsHash);
        Assert.Equal("mine", RecordJson.ReadRun(temper.Folder.Sub("parts", "record.json")).Experiment);
        Assert.False(File.Exists(temper.Folder.Sub("parts", RunFolder.CheckpointName)));
    }

    [Fact]
    public async Task There_is_nothing_to_resume_in_a_finished_or_foreign_folder()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--out", "done", "-q")).Returned(0);

        (await temper.RunAsync("train", "--resume", "done")).Returned(3).IsOneError("is finished");
        (await temper.RunAsync("train", "--resume", "nowhere")).Returned(3).IsOneError("does not exist");
        foreach (var (option, value) in new[] { ("--epochs", "3"), ("--lr", "1"), ("--with", "clip-norm=2"), ("--out", "b"), ("--name", "x") })
        {
            (await temper.RunAsync("train", "--resume", "done", option, value)).Returned(2).IsOneError("leave the others out");
        }
    }

    [Theory]
    [InlineData(2, "LBFGS", "--optimizer", "LBFGS")]
    [InlineData(2, "expected one of SGD, Adam, AdamW", "--optimizer", "Adamm")]
    [InlineData(2, "Adam has no option \"foo\"; expected one of", "--opt", "foo=1")]
    [InlineData(2, "amsgrad must be true or false", "--opt", "amsgrad=maybe")]
    [InlineData(2, "--hidden takes comma-separated whole numbers", "--hidden", "20,x")]
    [InlineData(2, "no schedule \"zigzag\"", "--schedule", "zigzag")]
    [InlineData(2, "--dropout must be a probability from 0 to 1", "--dropout", "1.5")]
    [InlineData(3, "larger than the training split", "--batch-size", "4000")]
    [InlineData(2, "validation fraction", "--valid", "1")]
    [InlineData(3, "spec file cannot be read", "--spec", "nowhere.json")]
    [InlineData(3, "larger than the training split", "--batch-size", "2000000000")]
    [InlineData(2, "eps: expected a finite number", "--opt", "eps=nan")]
    [InlineData(2, "--decay-scope is all or weights", "--decay-scope", "5")]
    [InlineData(2, "clip-norm twice", "--with", "clip-norm+clip-norm=2")]
    [InlineData(2, "did you mean mixup?", "--with", "mixpu")]
    [InlineData(1, "diverged: the loss of step", "--lr", "1e30")]
    public async Task A_wrong_setting_is_one_line(int exitCode, string reason, string option, string value)
    {
        (await temper.RunAsync("train", "--data", "small", "-q", option, value)).Returned(exitCode).IsOneError(reason);
    }

    [Fact]
    public async Task A_bad_spec_file_is_one_line_that_names_it()
    {
        temper.Folder.Write("bad.json", "{ \"layers\": [ { \"type\": \"Linear\", \"outFeatures\": 3, \"colour\": 1 } ] }"u8.ToArray());
        (await temper.RunAsync("train", "--data", "small", "--spec", "bad.json")).Returned(3).IsOneError("bad.json", "colour");
        temper.Folder.Write("torn.json", "{ \"layers\": ["u8.ToArray());
        (await temper.RunAsync("train", "--data", "small", "--spec", "torn.json")).Returned(3).IsOneError("torn.json");
    }

    [Fact]
    public async Task Names_in_a_spec_file_go_in_any_case_and_unknown_ones_get_the_list()
    {
        temper.Folder.Write("any.json", "{ \"layers\": [ { \"type\": \"linear\", \"outFeatures\": 3 } ], \"optimizer\": { \"name\": \"adamw\" }, \"schedule\": { \"name\": \"Cosine\" } }"u8.ToArray());
        var spec = SpecJson.ReadSpec((await temper.RunAsync("train", "--spec", "any.json", "--print-spec")).Returned(0).Out, "the output");
        Assert.Equal(new AdamW(), spec.Optimizer);
        Assert.Equal(new CosineAnnealingLR(), spec.Schedule);

        temper.Folder.Write("lbfgs.json", "{ \"layers\": [ { \"type\": \"Linear\", \"outFeatures\": 3 } ], \"optimizer\": { \"name\": \"LBFGS\" } }"u8.ToArray());
        (await temper.RunAsync("train", "--spec", "lbfgs.json")).Returned(3).IsOneError("lbfgs.json", "LBFGS", "expected one of SGD, Adam");
        temper.Folder.Write("conv.json", "{ \"layers\": [ { \"type\": \"Conv2d\" } ] }"u8.ToArray());
        (await temper.RunAsync("train", "--spec", "conv.json")).Returned(3).IsOneError("conv.json", "no layer \"Conv2d\"; expected one of Linear");
    }

    [Fact]
    public async Task A_net_that_breaks_in_its_very_last_step_is_a_failed_run()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--optimizer", "sgd", "--lr", "1e38", "--batch-size", "320", "--epochs", "1", "-q"))
            .Returned(ExitCodes.RunFailed).IsOneError("diverged");
    }

    [Fact]
    public async Task A_refused_folder_keeps_the_interrupted_runs_spec()
    {
        (await temper.InterruptAsync("epoch 2/9", "train", "--data", "small", "--hidden", "8", "--epochs", "9", "--out", "mine")).Returned(ExitCodes.Interrupted);
        var spec = await File.ReadAllTextAsync(temper.Folder.Sub("mine", "spec.json"), TestContext.Current.CancellationToken);

        (await temper.RunAsync("train", "--data", "small", "--hidden", "9", "--out", "mine")).Returned(3).IsOneError("other settings");

        Assert.Equal(spec, await File.ReadAllTextAsync(temper.Folder.Sub("mine", "spec.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Quiet_leaves_the_result_and_json_the_document()
    {
        var quiet = (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "-q")).Returned(0);
        Assert.Equal(2, quiet.Lines().Length);
        Assert.StartsWith("Accuracy: ", quiet.Lines()[1], StringComparison.Ordinal);
        var json = (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--json")).Returned(0);
        Assert.Equal("own", json.Json().GetProperty("protocol").GetString());
        Assert.Contains("epoch 1/1", json.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_slashes_stays_inside_runs()
    {
        (await temper.RunAsync("train", "--data", "small", "--hidden", "8", "--epochs", "1", "--name", "../../up", "-q")).Returned(0);

        Assert.Contains(temper.Folder.Files(), file => file.StartsWith("runs/-..-up-", StringComparison.Ordinal));
    }
}
