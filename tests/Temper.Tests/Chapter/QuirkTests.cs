using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Chapter;

public sealed class QuirkTests
{
    private static readonly QuirkSet Chapter = QuirkSet.Of(Protocol.Chapter);
    private static readonly QuirkSet Sound = QuirkSet.Of(Protocol.Sound);

    [Fact]
    public void The_chapters_nets_have_its_layers_and_parameters()
    {
        Assert.Equal("input ReLU hd1 ReLU hd2 ReLU hd3", Chain("baseline", Chapter));
        Assert.Equal("input ReLU Dropout hd1 ReLU Dropout hd2 ReLU Dropout hd3", Chain("dropout", Chapter));
        Assert.Equal("input ReLU hd1 ReLU hd2 ReLU hd3", Chain("l2", Chapter));
        Assert.Equal("input ReLU bn1 ReLU hd1 ReLU bn2 ReLU hd2 ReLU hd3", Chain("batchnorm", Chapter));
        Assert.Equal(
            "input ReLU Dropout bn1 ReLU Dropout hd1 ReLU Dropout bn2 ReLU Dropout hd2 ReLU Dropout hd3", Chain("altogether", Chapter));
        Assert.Equal(239_410, Parameters("baseline"));
        Assert.Equal(240_210, Parameters("batchnorm"));
    }

    [Fact]
    public void The_sound_nets_normalize_before_ReLU_and_drop_only_after_the_last_BatchNorm()
    {
        Assert.Equal("input bn1 ReLU hd1 bn2 ReLU hd2 ReLU hd3", Chain("batchnorm", Sound));
        Assert.Equal("input bn1 ReLU hd1 bn2 ReLU Dropout hd2 ReLU Dropout hd3", Chain("altogether", Sound));
        Assert.Equal("input ReLU Dropout hd1 ReLU Dropout hd2 ReLU Dropout hd3", Chain("dropout", Sound));
    }

    [Fact]
    public void The_chapters_settings_are_the_recorded_ones()
    {
        foreach (var (name, epochs, decay) in new[] { ("baseline", 5, 0), ("dropout", 1, 0), ("l2", 1, 1e-4), ("batchnorm", 1, 0), ("altogether", 5, 1e-4) })
        {
            var spec = Spec(name, Chapter);
            Assert.Equal(epochs, spec.Epochs);
            Assert.Equal(new Adam(0.01) { WeightDecay = decay }, spec.Optimizer);
            Assert.Equal((128, 0.2, true, false), (spec.BatchSize, spec.ValidFraction, spec.DropLast, spec.Stratified));
            Assert.Equal(ScalerFit.EachSplit, spec.ScalerFit);
            Assert.True(spec.AverageByBatches);
            Assert.False(spec.ValidateEveryStep);
            Assert.Equal(name == "batchnorm", spec.ValidateInTrainingMode);
            Assert.False(spec.MeasureTrainAccuracy);
            Assert.Empty(spec.Regularizers);
        }

        Assert.Equal([0.5, 0.5, 0.5], Spec("dropout", Chapter).Layers.OfType<Dropout>().Select(layer => layer.P));
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.1], Spec("altogether", Chapter).Layers.OfType<Dropout>().Select(layer => layer.P));
    }

    // Each quirk switched alone changes just what its row says: here the field it is about, and nothing else.
    [Theory]
    [InlineData("Q1", "batchnorm", "validateEveryStep")]
    [InlineData("Q2", "batchnorm", "validateInTrainingMode")]
    [InlineData("Q4", "batchnorm", "layers")]
    [InlineData("Q5", "altogether", "layers")]
    [InlineData("Q6", "l2", "optimizer")]
    [InlineData("Q7", "l2", "optimizer")]
    [InlineData("Q9", "baseline", "measureTrainAccuracy measureTrainRows")]
    [InlineData("Q10", "baseline", "averageByBatches")]
    [InlineData("Q11", "baseline", "scalerFit")]
    [InlineData("Q12", "baseline", "dropLast")]
    [InlineData("Q15", "baseline", "stratified")]
    [InlineData("Q19", "baseline", "optimizer")]
    [InlineData("Q20", "dropout", "epochs")]
    [InlineData("Q26", "baseline", "regularizers")]
    public void A_quirk_switched_changes_its_own_setting_only(string id, string experiment, string fields)
    {
        var on = Fields(Spec(experiment, Chapter.With($"{id}=on")));
        var off = Fields(Spec(experiment, Chapter.With($"{id}=off")));

        var changed = on.Keys.Union(off.Keys).Where(key => on.GetValueOrDefault(key) != off.GetValueOrDefault(key));

        Assert.Equal(fields.Split(' '), changed.Order());
    }

    [Fact]
    public void Only_the_literal_protocol_validates_after_every_batch()
    {
        Assert.True(Spec("baseline", QuirkSet.Of(Protocol.Literal)).ValidateEveryStep);
        Assert.Equal(["Q1"], QuirkSet.Of(Protocol.Literal).On.Except(Chapter.On));
    }

    [Theory]
    [InlineData("Q99=off", "There is no quirk \"Q99\"")]
    [InlineData("Q4", "such as Q4=off")]
    [InlineData("Q4=maybe", "such as Q4=off")]
    [InlineData("Q14=on", "cannot be switched")]
    public void A_wrong_switch_is_an_error(string text, string reason)
    {
        var error = Assert.Throws<SpecException>(() => Chapter.With(text));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A quirk that there is not cannot be asked for.</summary>
    [Fact]
    public void Every_number_is_a_quirk_and_no_other()
    {
        Assert.Equal(Enum.GetValues<QuirkId>(), Quirks.All.Select(quirk => quirk.Id));
        Assert.All(Quirks.All, quirk => Assert.Equal($"Q{(int)quirk.Id}", quirk.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuirkSet.Of(Protocol.Sound)[(QuirkId)62]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Quirks.Has(["Q4"], (QuirkId)62));
        Assert.Empty(QuirkSet.Of(Protocol.Own).On);
    }

    [Fact]
    public void The_sound_plan_shows_AdamW_beside_Adam_with_L2()
    {
        var plan = ChapterPlan.Expand(["baseline", "l2"], [Protocol.Chapter, Protocol.Sound], [], classes: 10, seed: 3, epochs: null);

        Assert.Equal(
            ["chapter/baseline", "chapter/l2", "sound/baseline", "sound/l2", "sound/l2-adam"],
            plan.Select(run => $"{run.Protocol.Text()}/{run.Name}"));
        Assert.IsType<AdamW>(plan[3].Spec.Optimizer);
        Assert.Equal(new Adam(0.01) { WeightDecay = 1e-4, WeightDecayScope = WeightDecayScope.Weights }, plan[4].Spec.Optimizer);
        Assert.All(plan, run => Assert.Equal(3UL, run.Spec.Seed));
        Assert.All(plan.Where(run => run.Protocol == Protocol.Sound), run => Assert.Equal(5, run.Spec.Epochs));
        Assert.All(plan, run => Assert.Equal(run.Protocol == Protocol.Sound, run.DistinctGrid));
        Assert.All(plan, run => Assert.Equal(run.Protocol == Protocol.Sound, run.ShowPenalty));
    }

    private static TrainSpec Spec(string name, QuirkSet quirks) => ChapterExperiment.Find(name).Spec(quirks, classes: 10, seed: 1);

    private static string Chain(string name, QuirkSet quirks) =>
        string.Join(' ', Spec(name, quirks).Layers.Select(layer => layer.Name ?? layer.GetType().Name));

    private static int Parameters(string name)
    {
        using var device = new Temper.Devices.ReferenceDevice();
        using var network = new Network(Spec(name, Chapter).Layers, 784, device, rows: 1);
        return network.ParameterCount;
    }

    private static Dictionary<string, string> Fields(TrainSpec spec)
    {
        using var document = System.Text.Json.JsonDocument.Parse(SpecJson.Write(spec));
        return document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetRawText());
    }
}
