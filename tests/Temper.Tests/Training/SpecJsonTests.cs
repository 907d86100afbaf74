using System.Text.Json.Nodes;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class SpecJsonTests
{
    private static readonly LayerSpec[] Layers =
    [
        new Linear(7), new Linear(3, Bias: false, InFeatures: 7) { Name = "hidden" }, new ReLU(), new ReLU { Name = "r" }, new Dropout(0.25),
        new BatchNorm1d(), new BatchNorm1d(1e-3, null, Affine: false) { Name = "bn" }, new BatchNorm1d(Momentum: 0.3),
        new LeakyReLU(), new LeakyReLU(0.2), new GELU(), new GELU(GeluApproximation.Tanh) { Name = "g" }, new Tanh(), new Sigmoid(), new Flatten(),
        new LayerNorm(), new LayerNorm(1e-3, Affine: false) { Name = "ln" },
        new Residual([new Linear(3, Init: WeightInit.KaimingNormal), new Residual([new ReLU(), new Linear(3) { Name = "inside" }]) { Name = "inner" }]) { Name = "outer" },
        .. Enum.GetValues<WeightInit>().Select(init => new Linear(5, Init: init, Gain: 0.5)), new Linear(5),
    ];

    private static readonly OptimizerSpec[] Optimizers =
    [
        .. OptimizerCatalog.Names.Select(OptimizerCatalog.Create),
        new SGD(0.1, 0.9, 0, Nesterov: true) { WeightDecay = 0.01, WeightDecayScope = WeightDecayScope.Weights, Maximize = true },
        new Adam(1.0 / 3, 0.8, 0.95, 1e-3, AMSGrad: true), new AdamW { WeightDecay = 0 }, new Adamax(Eps: 1e-4),
        new NAdam(MomentumDecay: 0.1, DecoupledWeightDecay: true), new RAdam(Beta2: 0.5), new RMSprop(Momentum: 0.5, Centered: true),
        new Adagrad(0.1, 0.2, 0.3, 0.4), new Adadelta(0.5, 0.8, 1e-3), new Rprop(0.02, 0.4, 1.3, 1e-3, 0.05), new ASGD(0.1, 0.01, 0.6, 3),
    ];

    private static readonly LearningRateSchedule[] Schedules =
    [
        new Constant(), new StepLR(3, 0.5), new CosineAnnealingLR(1e-4), new OneCycleLR(), new OneCycleLR(0.4, 20, 1e3, true, true, true, 0.8, 0.9),
        new OneCycleLR(CycleMomentum: false), new WarmUp(5), new WarmUp(5, 0.1, new StepLR(2)), new WarmUp(2, 0.5, new WarmUp(3, 0.5, new CosineAnnealingLR())),
    ];

    [Fact]
    public void Every_layer_optimizer_and_schedule_comes_back()
    {
        foreach (var optimizer in Optimizers)
        {
            var spec = Trainings.Spec with { Layers = Layers, Optimizer = optimizer, Schedule = new Constant() };
            AssertComesBack(spec);
        }

        foreach (var schedule in Schedules)
        {
            AssertComesBack(Trainings.Spec with { Schedule = schedule });
        }
    }

    [Fact]
    public void Every_setting_comes_back()
    {
        AssertComesBack(new TrainSpec { Layers = [new Linear(1)] });
        AssertComesBack(new TrainSpec
        {
            Layers = Layers,
            Epochs = 3,
            BatchSize = 5,
            ValidFraction = 0.1,
            Seed = ulong.MaxValue,
            Loss = new CrossEntropy(0.1),
            Regularizers = [new GradientClipping(0.7), new EarlyStopping(2, 0.5, EarlyStoppingMetric.ValidLoss, RestoreBest: false)],
            DropLast = false,
            Stratified = true,
            ScalerFit = ScalerFit.EachSplit,
            ValidateInTrainingMode = true,
            ValidateEveryStep = true,
            AverageByBatches = true,
            MeasureTrainAccuracy = true,
        });
    }

    [Fact]
    public void The_lists_here_hold_every_kind()
    {
        Assert.Equal(Kinds<LayerSpec>(), Layers.Select(layer => layer.GetType()).ToHashSet());
        Assert.Equal(Kinds<OptimizerSpec>(), Optimizers.Select(optimizer => optimizer.GetType()).ToHashSet());
        Assert.Equal(Kinds<LearningRateSchedule>(), Schedules.Select(schedule => schedule.GetType()).ToHashSet());

        static HashSet<Type> Kinds<T>() => [.. typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)))];
    }

    public static TheoryData<string> Wrong =>
    [
        "", "null", "[]", "3", "{", "{}", "{\"layers\": 3}", "{\"layers\": []}", "{\"layers\": null}", "{\"layers\": [null]}",
        "{\"layers\": [{\"type\": \"Conv9d\"}]}", "{\"layers\": [{\"outFeatures\": 3}]}", "{\"layers\": [{\"type\": \"Linear\"}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": \"3\"}]}", "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3.5}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 99999999999}]}", "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3, \"bais\": true}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3, \"outFeatures\": 4}]}", "{\"layers\": [{\"type\": \"ReLU\"}], \"layers\": []}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"epocs\": 3}", "{\"layers\": [{\"type\": \"ReLU\"}], \"epochs\": \"three\"}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"epochs\": true}", "{\"layers\": [{\"type\": \"ReLU\"}], \"epochs\": 0}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"seed\": -1}", "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": null}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": {\"name\": \"LBFGS\"}}", "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": \"Adam\"}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": {\"name\": \"Adam\", \"nesterov\": true}}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": {\"name\": \"Adam\", \"learningRate\": -1}}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"optimizer\": {\"name\": \"Adam\", \"learningRate\": \"NaN\"}}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"schedule\": null}", "{\"layers\": [{\"type\": \"ReLU\"}], \"schedule\": {\"name\": \"step\"}}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"scalerFit\": \"Sometimes\"}", "{\"layers\": [{\"type\": \"ReLU\"}], \"validFraction\": \"NaN\"}",
        "{\"layers\": [{\"type\": \"ReLU\"}], \"earlyStopping\": {\"patience\": 0}}", "{\"layers\": [{\"type\": \"Dropout\", \"p\": 2}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 0}]}",
        "{\"layers\": [{\"type\": \"Residual\"}]}", "{\"layers\": [{\"type\": \"Residual\", \"layers\": []}]}", "{\"layers\": [{\"type\": \"Residual\", \"layers\": [null]}]}",
        "{\"layers\": [{\"type\": \"Residual\", \"layers\": null}]}", "{\"layers\": [{\"type\": \"Residual\", \"layers\": [{\"type\": \"Conv9d\"}]}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3}, {\"type\": \"Residual\", \"layers\": [{\"type\": \"Linear\", \"outFeatures\": 4}]}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3, \"init\": \"he\"}]}", "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3, \"init\": 7}]}",
        "{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3, \"gain\": 1}]}", "{\"layers\": [{\"type\": \"GELU\", \"approximate\": \"erf\"}]}",
        "{\"layers\": [{\"type\": \"LayerNorm\", \"eps\": -1}]}", "{\"layers\": [{\"type\": \"LeakyReLU\", \"negativeSlope\": \"NaN\"}]}", "{\"layers\": [{\"type\": \"ReLU\", \"name\": \"a\"}, {\"type\": \"Linear\", \"outFeatures\": 3}, {\"type\": \"Linear\", \"outFeatures\": 3, \"inFeatures\": 4}]}",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_refused_in_one_line_that_names_the_file(string json)
    {
        var error = Assert.Throws<SpecException>(() => SpecJson.ReadSpec(json, "my-spec.json"));
        Assert.StartsWith("my-spec.json: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain('\r', error.Message);
    }

    [Fact]
    public void What_a_file_leaves_out_has_its_default()
    {
        var spec = SpecJson.ReadSpec("{\"layers\": [{\"type\": \"Linear\", \"outFeatures\": 3}]}", "x");
        Assert.Equal(new TrainSpec { Layers = spec.Layers }, spec);
        Assert.Equal([new Linear(3)], spec.Layers);
        foreach (var name in OptimizerCatalog.Names)
        {
            var json = $"{{\"layers\": [{{\"type\": \"ReLU\"}}], \"optimizer\": {{\"name\": \"{name}\"}}}}";
            Assert.Equal(OptimizerCatalog.Create(name), SpecJson.ReadSpec(json, "x").Optimizer);
        }

        Assert.Equal(
            new WarmUp(4), SpecJson.ReadSpec("{\"layers\": [{\"type\": \"ReLU\"}], \"schedule\": {\"name\": \"warm-up\", \"steps\": 4}}", "x").Schedule);
        Assert.Equal(
            [new EarlyStopping(2)],
            SpecJson.ReadSpec("{\"layers\": [{\"type\": \"ReLU\"}], \"regularizers\": [{\"name\": \"Early-Stopping\", \"patience\": 2}]}", "x").Regularizers);
    }

    [Fact]
    public void Any_field_that_is_unknown_is_refused_wherever_it_stands_and_the_nearest_is_named()
    {
        var spec = Trainings.Spec with
        {
            Layers = [new Linear(3), new Dropout(0.1), new Residual([new LayerNorm(), new Linear(3, Init: WeightInit.KaimingNormal, Gain: 1)])],
            Regularizers = [new EarlyStopping()],
            Schedule = new WarmUp(3, 0.5, new StepLR(2)),
        };
        foreach (var path in new[] { "", "layers/0", "layers/2/layers/1", "optimizer", "schedule", "regularizers/0", "schedule/then" })
        {
            var names = Part(JsonNode.Parse(SpecJson.Write(spec))!).Select(field => field.Key).Where(name => name is { Length: > 4 }).ToList();
            Assert.NotEmpty(names);
            var place = string.Concat(path.Split('/').Select(piece => int.TryParse(piece, out _) ? $"[{piece}]" : $".{piece}")).TrimStart('.');
            foreach (var (typed, ending) in names.Select(name => ($"{name}s", $"; did you mean {name}?")).Append(("surprise", ".")))
            {
                var root = JsonNode.Parse(SpecJson.Write(spec))!;
                Part(root)[typed] = 1;
                var error = Assert.Throws<SpecException>(() => SpecJson.ReadSpec(root.ToJsonString(), "x"));
                Assert.StartsWith($"x: {place}", error.Message, StringComparison.Ordinal);
                Assert.Contains($" has no field \"{typed}\"; expected ", error.Message, StringComparison.Ordinal);
                Assert.All(names, name => Assert.Contains($" {name}", error.Message, StringComparison.Ordinal));
                Assert.EndsWith(ending, error.Message, StringComparison.Ordinal);
            }

            JsonObject Part(JsonNode root) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(root, (at, key) => int.TryParse(key, out var place) ? at[place]! : at[key]!).AsObject();
        }
    }

    private static void AssertComesBack(TrainSpec spec)
    {
        var json = SpecJson.Write(spec);
        var back = SpecJson.ReadSpec(json, "test");
        Assert.Equal(json, SpecJson.Write(back));
        Assert.Equal(spec.Layers, back.Layers);
        Assert.Equal(spec.Regularizers, back.Regularizers);
        Assert.Equal(spec with { Layers = back.Layers, Regularizers = back.Regularizers }, back);
    }
}
