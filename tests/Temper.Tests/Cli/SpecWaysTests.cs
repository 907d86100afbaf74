using System.CommandLine;
using System.Text.Json.Nodes;
using Temper.Cli;
using Temper.Cli.Options;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>A spec keeps every property on every way in and out; whoever adds a property or an option is tested too.</summary>
public sealed class SpecWaysTests : IDisposable
{
    private readonly CliRunner temper = new();

    public SpecWaysTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public void Every_property_is_away_from_its_default_somewhere()
    {
        // Rprop only looks at the gradient's sign: it refuses weight decay.
        Assert.Equal(["Rprop.WeightDecay"], AwaySpecs.Stuck);
        var defaults = new TrainSpec { Layers = [] };
        Assert.All(Away.Settable(typeof(TrainSpec)), property =>
            Assert.Contains(AwaySpecs.All, spec => !Away.IsSame(property.GetValue(spec), property.GetValue(defaults))));
        Assert.Equal(Kinds<LayerSpec>(), AwaySpecs.All.SelectMany(spec => spec.Layers).Select(layer => layer.GetType()).ToHashSet());
        Assert.Equal(Kinds<OptimizerSpec>(), AwaySpecs.All.Select(spec => spec.Optimizer.GetType()).ToHashSet());
        Assert.Superset(Kinds<Scaling>(), AwaySpecs.All.Select(spec => spec.Scaling?.GetType()).OfType<Type>().ToHashSet());
        Assert.Superset(Kinds<LearningRateSchedule>(), AwaySpecs.All.Select(spec => spec.Schedule.GetType()).ToHashSet());

        static HashSet<Type> Kinds<T>() => [.. typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)))];
    }

    [Fact]
    public void JSON_keeps_every_property()
    {
        foreach (var spec in AwaySpecs.All)
        {
            var back = SpecJson.ReadSpec(SpecJson.Write(spec), "the text");
            Assert.Equal(spec.Layers, back.Layers);
            Assert.Equal(spec.Regularizers, back.Regularizers);
            Assert.Equal(spec, back with { Layers = spec.Layers, Regularizers = spec.Regularizers });
        }
    }

    [Fact]
    public async Task A_spec_file_alone_is_the_spec()
    {
        foreach (var spec in AwaySpecs.All)
        {
            Assert.Equal(SpecJson.Write(spec), await PrintedAsync(Written(spec)));
        }
    }

    [Fact]
    public async Task Beside_a_spec_file_an_option_changes_what_it_names_and_nothing_else()
    {
        var file = Written(AwaySpecs.Together);
        var before = Leaves(SpecJson.Write(AwaySpecs.Together));
        var changing = new List<string>();
        foreach (var option in new TrainOptions().All)
        {
            foreach (var values in ValuesOf(option))
            {
                var result = await temper.RunAsync(["train", "--spec", file, "--print-spec", option.Name, .. values]);
                if (result.ExitCode != 0)
                {
                    result.IsOneError();
                    continue;
                }

                var after = Leaves(result.Out);
                var changed = before.Keys.Union(after.Keys).Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path)).ToList();
                if (changed.Count > 0)
                {
                    changing.Add(option.Name);

                    // Another optimizer, schedule, scaling or net is another one altogether.
                    Assert.True(changed.Count == 1 || option.Name is "--optimizer" or "--schedule" or "--hidden" or "--scaling", $"{option.Name} changes {string.Join(", ", changed)}");
                    Assert.Single(changed.Select(path => path.Split('/')[1]).Distinct());
                    break;
                }
            }
        }

        // These speak of the net, which the file has.
        Assert.Equal(new TrainOptions().All.Select(option => option.Name).Except(["--spec", "--dropout", "--batch-norm"]), changing);
    }

    [Fact]
    public async Task A_warm_up_in_the_file_keeps_its_options_and_what_it_multiplies()
    {
        var file = Written(AwaySpecs.Together with { Schedule = new WarmUp(5, 0.1, new StepLR(3, 0.5)) });

        Assert.Equal(new WarmUp(7, 0.1, new StepLR(3, 0.5)), await ScheduleAsync("--warm-up", "7"));
        Assert.Equal(new WarmUp(5, 0.1, new CosineAnnealingLR()), await ScheduleAsync("--schedule", "cosine"));
        Assert.Equal(new WarmUp(5, 0.1, new StepLR(3, 0.5)), await ScheduleAsync("--schedule", "step"));
        Assert.Equal(new WarmUp(5, 0.2, new StepLR(3, 0.25)), await ScheduleAsync("--schedule-opt", "gamma=0.25", "--schedule-opt", "start_factor=0.2"));

        async Task<LearningRateSchedule> ScheduleAsync(params string[] options) =>
            SpecJson.ReadSpec((await temper.RunAsync(["train", "--spec", file, "--print-spec", .. options])).Returned(0).Out, "the output").Schedule;
    }

    [Fact]
    public void Every_option_of_an_optimizer_goes_by_name_and_changes_itself_only()
    {
        foreach (var optimizer in AwaySpecs.All.Select(spec => spec.Optimizer).Distinct())
        {
            var start = (OptimizerSpec)Away.Default(optimizer.GetType());
            foreach (var property in Away.Settable(optimizer.GetType()))
            {
                var wanted = Away.With(start, property, property.GetValue(optimizer));
                var text = FormattableString.Invariant($"{property.Name}={property.GetValue(optimizer)}");
                Assert.Equal(wanted, OptionJson.Apply(start, [text]));
            }
        }
    }

    [Fact]
    public async Task A_runs_folder_keeps_every_property_in_all_its_files()
    {
        var spec = AwaySpecs.Together;
        var json = SpecJson.Write(spec);
        string[] call = ["train", "--data", "small", "--spec", Written(spec), "--out", "run", "-q"];

        (await temper.InterruptAsync("epoch 2/9", [.. call[..^1]])).Returned(ExitCodes.Interrupted);
        Assert.Equal(json, SpecJson.Write(CheckpointFile.Load(temper.Folder.Sub("run", RunFolder.CheckpointName)).Spec));
        (await temper.RunAsync("train", "--resume", "run", "--data", "small", "-q")).Returned(0);

        Assert.Equal(json, await File.ReadAllTextAsync(temper.Folder.Sub("run", "spec.json"), TestContext.Current.CancellationToken));
        var record = RecordJson.ReadRun(temper.Folder.Sub("run", RunFolder.RecordName));
        Assert.Equal(json, SpecJson.Write(record.Spec));
        Assert.Equal(json, SpecJson.Write(ModelFile.Load(temper.Folder.Sub("run", RunFolder.ModelName)).Spec!));
        (await temper.RunAsync("train", "--data", "small", "--spec", "run/spec.json", "--out", "again", "-q")).Returned(0);
        Assert.Equal(record.Id, RecordJson.ReadRun(temper.Folder.Sub("again", RunFolder.RecordName)).Id);
    }

    [Fact]
    public async Task A_sound_runs_own_spec_is_the_same_run()
    {
        (await temper.RunAsync("chapter", "--data", "small", "--protocol", "sound", "--experiment", "baseline", "--epochs", "1", "--out", "chapter", "-q")).Returned(0);
        var record = RecordJson.ReadRun(temper.Folder.Sub("chapter", "sound-baseline", RunFolder.RecordName));
        Assert.Equal(ChapterNet.MeasuredRows, record.Spec.MeasureTrainRows);

        (await temper.RunAsync("train", "--data", "small", "--spec", "chapter/sound-baseline/spec.json", "--out", "again", "-q")).Returned(0);

        var again = RecordJson.ReadRun(temper.Folder.Sub("again", RunFolder.RecordName));
        Assert.Equal((record.Id, record.WeightsHash), (again.Id, again.WeightsHash));
    }

    [Fact]
    public void A_study_overrides_seed_epochs_and_learning_rate_of_a_spec_file_and_nothing_else()
    {
        foreach (var spec in AwaySpecs.All)
        {
            var path = temper.Folder.Sub(Written(spec));
            var settings = new ArmSettings(Protocol.Sound, AwaySpecs.Classes);

            Assert.Equal(SpecJson.Write(spec with { Seed = 0 }), SpecJson.Write(Arms.Read(path, settings, temper.Folder.Path).Spec));
            Assert.Equal(SpecJson.Write(spec with { Seed = 77 }), SpecJson.Write(Arms.Read(path, settings, temper.Folder.Path).Request(77).Spec));
            Assert.Equal(
                SpecJson.Write(spec with { Seed = 0, Epochs = 2, Optimizer = spec.Optimizer with { LearningRate = 0.125 } }),
                SpecJson.Write(Arms.Read(path, settings with { Epochs = 2, LearningRate = 0.125 }, temper.Folder.Path).Spec));
        }
    }

    [Fact]
    public void The_store_keeps_every_property()
    {
        using var store = RunStore.Open(temper.Folder.Sub("store.db"), TimeProvider.System);
        for (var i = 0; i < AwaySpecs.All.Count; i++)
        {
            var spec = AwaySpecs.All[i];
            var failure = StoreWork.Failure(i) with { Spec = spec };
            store.Fail(failure);
            Assert.Equal(SpecJson.Write(spec), SpecJson.Write(store.Find(failure.Id)!.Failure!.Spec));
        }
    }

    private string Written(TrainSpec spec)
    {
        temper.Folder.Write("spec-file.json", System.Text.Encoding.UTF8.GetBytes(SpecJson.Write(spec)));
        return "spec-file.json";
    }

    private async Task<string> PrintedAsync(string file) =>
        (await temper.RunAsync("train", "--spec", file, "--print-spec")).Returned(0).Out.TrimEnd('\r', '\n');

    /// <summary>Values that some option of that kind takes; nobody has to list which.</summary>
    private static IEnumerable<string[]> ValuesOf(Option option) => option.ValueType == typeof(bool)
        ? [[], ["false"]]
        : [["7"], ["6"], ["0.375"], ["8,8"], ["weights"], ["all"], ["rmsprop"], ["cosine"], ["valid-accuracy"], ["valid-loss"], ["lr=0.375"], ["gamma=0.375"], ["label-noise=0.375"], ["standard"]];

    /// <summary>Every number and text of a spec with its path.</summary>
    private static Dictionary<string, string> Leaves(string json)
    {
        var leaves = new Dictionary<string, string>();
        Add(JsonNode.Parse(json), "");
        return leaves;

        void Add(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject fields:
                    fields.ToList().ForEach(field => Add(field.Value, $"{path}/{field.Key}"));
                    break;
                case JsonArray items:
                    items.Select((item, i) => (item, i)).ToList().ForEach(pair => Add(pair.item, FormattableString.Invariant($"{path}/{pair.i}")));
                    break;
                default:
                    leaves[path] = node?.ToJsonString() ?? "null";
                    break;
            }
        }
    }
}
