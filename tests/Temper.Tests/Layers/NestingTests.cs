using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Export;
using Temper.Lab.Benchmarks;
using Temper.Lab.Running;
using Temper.Layers;
using Temper.Tests.Data;
using Temper.Tests.Devices;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Layers inside layers: names, limits, errors, summaries, and that nobody overlooks them.</summary>
public sealed class NestingTests
{
    [Fact]
    public void Parameters_are_named_as_in_nested_Sequentials()
    {
        using var network = Net(
            4,
            new Linear(4),
            new Residual([new Linear(4), new ReLU(), new Residual([new BatchNorm1d { Name = "bn" }]) { Name = "inner" }]),
            new Residual([new LayerNorm(), new Linear(4) { Name = "last" }]) { Name = "block" });
        network.Initialize(0);

        Assert.Equal(
            [
                "0.weight", "0.bias", "1.0.weight", "1.0.bias", "1.inner.bn.weight", "1.inner.bn.bias", "block.0.weight", "block.0.bias", "block.last.weight", "block.last.bias",
                "1.inner.bn.running_mean", "1.inner.bn.running_var", "1.inner.bn.num_batches_tracked",
            ],
            network.State().Select(tensor => tensor.Name));
        Assert.True(network.HasBatchNorm);
        Assert.False(Net(4, new Residual([new LayerNorm()])).HasBatchNorm);
        Assert.Equal(
            ["0 Linear", "1 Residual", "1.0 Linear", "1.1 ReLU", "1.inner Residual", "1.inner.bn BatchNorm1d", "block Residual", "block.0 LayerNorm", "block.last Linear"],
            network.Summary.Select(line => $"{line.Name} {line.Description.Split('(')[0]}"));
        Assert.Equal([0, 0, 1, 1, 1, 2, 0, 1, 1], network.Summary.Select(line => line.Depth));
        Assert.Equal(network.ParameterCount, network.Summary.Sum(line => line.Parameters));
    }

    public static TheoryData<string, LayerSpec[], string> Wrong => new()
    {
        { "shape", [new Linear(5), new Residual([new Linear(4)])], "Residual #1 adds its input to its branch's output, so that both must have one shape: expected 5 features from Linear #1.0, received 4 features; change the branch's last layer or what stands before the residual." },
        { "deep shape", [new Linear(5), new Residual([new ReLU(), new Residual([new Linear(4), new Tanh()])])], "Residual #1.1 adds its input to its branch's output, so that both must have one shape: expected 5 features from Tanh #1.1.1, received 4 features; change the branch's last layer or what stands before the residual." },
        { "features", [new Linear(5), new Residual([new Linear(5, InFeatures: 6)])], "Linear #1.0 expects 6 features, received 5 from Linear #0; change its InFeatures or what stands before it." },
        { "empty", [new Linear(5), new Residual([])], "Residual #1 has no layers; give its branch at least one, or take it out." },
        { "null", [new Linear(5), new Residual(null!)], "Residual #1 has no layers; give its branch at least one, or take it out." },
        { "null inside", [new Linear(5), new Residual([new ReLU(), null!])], "Layer #1.1 is null; expected a layer." },
        { "p", [new Linear(5), new Residual([new Dropout(2)])], "Dropout #1.0 needs a probability from 0 to 1, received 2." },
        { "name", [new Linear(5) { Name = "a.b" }, new Residual([new Linear(5) { Name = "b" }]) { Name = "a" }], "Layer #1.0 (Linear) needs a name of its own, received \"a.b\"; leave Name out to use the position." },
        { "slope", [new LeakyReLU(double.NaN)], "LeakyReLU #0 needs a NegativeSlope that is a number, received NaN." },
        { "eps", [new LayerNorm(-1)], "LayerNorm #0 needs an Eps of at least 0, received -1." },
        { "gelu", [new GELU((GeluApproximation)7)], "GELU #0 needs an Approximate of none or tanh, received 7." },
        { "gain", [new Linear(5, Gain: 2)], "Linear #0 needs a Gain above 0, and an Init that it is of, received 2 for none; leave Gain out to use PyTorch's." },
        { "gain 0", [new Linear(5, Init: WeightInit.XavierNormal, Gain: 0)], "Linear #0 needs a Gain above 0, and an Init that it is of, received 0 for XavierNormal; leave Gain out to use PyTorch's." },
        { "init", [new Linear(5, Init: (WeightInit)9)], "Linear #0 has initial weights of no kind that there is, received 9." },
        { "many", [.. Enumerable.Range(0, 11).Select(_ => new Residual([.. Enumerable.Repeat(new ReLU(), 90)]))], "A net has at most 1000 layers (activations and dropout count too), received 1001; give it fewer." },
        { "deep", [Deep(17)], "Layers may be inside each other 16 deep, received more; take one of the layers that hold them out." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_names_the_layer_inside(string what, LayerSpec[] layers, string message)
    {
        Assert.NotNull(what);
        Assert.Equal(message, Assert.Throws<SpecException>(() => Net(4, layers)).Message);
        Assert.Throws<SpecException>(() => new TrainSpec { Layers = layers }.Validate());
    }

    [Fact]
    public void As_deep_and_as_many_as_allowed_is_right()
    {
        Net(4, Deep(16)).Dispose();
        Net(4, [.. Enumerable.Range(0, 10).Select(_ => new Residual([.. Enumerable.Repeat(new ReLU(), 99)]))]).Dispose();
        new TrainSpec { Layers = [new Residual([new Dropout(0.1), new Linear(784), new ReLU()]), new Linear(10)] }.Validate();
        new TrainSpec { Layers = [new Tanh(), new Residual([new Linear(3, InFeatures: 7), new Linear(7)]), new Linear(10)] }.Validate();
        SpecJson.ReadSpec(SpecJson.Write(new TrainSpec { Layers = [new Linear(4), Deep(16)] }), "x");
    }

    [Fact]
    public void Spec_files_too_deep_or_with_unknown_names_inside_are_told_so()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"type\": \"residual\", \"layers\": [", 40)) + "{\"type\": \"relu\"}" + string.Concat(Enumerable.Repeat("]}", 40));
        Assert.Equal(
            "x: Layers may be inside each other 16 deep, received more; take one of the layers that hold them out.",
            Assert.Throws<SpecException>(() => SpecJson.ReadSpec($"{{\"layers\": [{deep}]}}", "x")).Message);
        Assert.StartsWith(
            "x: There is no layer \"Relo\"; expected one of Linear, ReLU,",
            Assert.Throws<SpecException>(() => SpecJson.ReadSpec("""{"layers": [{"type": "RESIDUAL", "layers": [{"type": "Relo"}]}]}""", "x")).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            [new Linear(2), new Residual([new GELU(GeluApproximation.Tanh), new Linear(2, Init: WeightInit.XavierNormal)])],
            SpecJson.ReadSpec("""{"layers": [{"type": "linear", "outFeatures": 2}, {"type": "residual", "layers": [{"type": "gelu", "approximate": "tanh"}, {"type": "linear", "outFeatures": 2, "init": "xavier_normal"}]}]}""", "x").Layers);
    }

    [Fact]
    public void Unknown_words_of_a_choice_are_told_with_the_choice()
    {
        Assert.Equal(
            "x: layers[0].init should be one of kaiming_uniform, kaiming_normal, xavier_uniform, xavier_normal, received \"he\"; docs/specs.md lists the fields.",
            Assert.Throws<SpecException>(() => SpecJson.ReadSpec("""{"layers": [{"type": "Linear", "outFeatures": 2, "init": "he"}]}""", "x")).Message);
        Assert.Equal(
            "x: scalerFit should be one of Train, EachSplit, received \"Sometimes\"; docs/specs.md lists the fields.",
            Assert.Throws<SpecException>(() => SpecJson.ReadSpec("""{"layers": [{"type": "ReLU"}], "scalerFit": "Sometimes"}""", "x")).Message);
    }

    [Fact]
    public void A_device_that_lacks_an_operation_is_refused_before_training_with_the_layer_that_needs_it()
    {
        foreach (var (layer, operation, label) in new (LayerSpec, Type, string)[]
        {
            (new Residual([new ReLU()]), typeof(Add), "Residual #1 needs the operation Add"),
            (new Residual([new GELU()]), typeof(ActivateBackward), "GELU #1.0 needs the operation ActivateBackward"),
            (new LayerNorm(), typeof(LayerNormForward), "LayerNorm #1 needs the operation LayerNormForward"),
        })
        {
            using var device = new Without(operation);
            var spec = Trainings.Spec with { Layers = [new Linear(12), layer, new Linear(5)] };
            Assert.Equal(
                $"{label}, which the device gpu does not have yet; train on the CPU, or take the layer out.",
                Assert.Throws<SpecException>(() => new Trainer(spec, Trainings.Data, device)).Message);
            Assert.Equal(0, device.Allocated);
        }
    }

    [Fact]
    public void Nobody_overlooks_layers_inside_others()
    {
        LayerSpec[] flat = [new Linear(30), new ReLU(), new Dropout(0.2), new Linear(30), new Linear(5)];
        LayerSpec[] nested = [new Linear(30), new Residual([new ReLU(), new Dropout(0.2), new Linear(30)]), new Linear(5)];
        Assert.Equal(StepArithmetic.Of(flat, 36).Step(8), StepArithmetic.Of(nested, 36).Step(8));
        var spec = Trainings.Spec with { Layers = nested };
        LayerSpec[] other = [new Linear(30), new Residual([new ReLU(), new Dropout(0.3), new Linear(30)]), new Linear(5)];
        Assert.Equal(ReplicaShape.Of(spec), ReplicaShape.Of(spec with { Layers = other }));
        Assert.Contains("eps of 0", Divergence.Advice(spec with { Layers = [new Residual([new BatchNorm1d(0)]), .. flat] }, [], 0.1), StringComparison.Ordinal);
        Assert.Equal(5, LayerTree.OutFeatures(nested));
        Assert.Null(LayerTree.InFeatures(nested));
        Assert.Equal(30, LayerTree.InFeatures(nested[1..]));

        // A batch of one row is refused for a BatchNorm inside, too.
        var one = spec with { Layers = [new Linear(30), new Residual([new BatchNorm1d()]), new Linear(5)], BatchSize = 1 };
        using var device = new CpuDevice();
        Assert.Throws<SpecException>(() => new Trainer(one, Trainings.Data, device));
    }

    [Fact]
    public void Pictures_are_taken_as_rows_and_Flatten_changes_no_number()
    {
        var input = Nets.Signed(1, 1, 0, 3 * 36);
        float[][] logits = [.. new IReadOnlyList<LayerSpec>[] { [new Linear(7), new ReLU()], [new Flatten(), new Linear(7), new ReLU()] }.Select(layers =>
        {
            using var device = new ReferenceDevice();
            using var network = new Network([.. layers.Select((layer, i) => layer is Linear ? layer with { Name = "own" } : layer)], new Shape(1, 6, 6), device, rows: 3);
            network.Initialize(1);
            network.Input(3).Write(input);
            Assert.Equal((new Shape(1, 6, 6), Shape.Row(7), 36, 7), (network.InputShape, network.OutputShape, network.InFeatures, network.OutFeatures));
            return network.Forward(new Pass(3, Training: true)).ToSingles();
        })];
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(("1 x 6 x 6", "7 features"), (new Shape(1, 6, 6).ToString(), Shape.Row(7).ToString()));
        Assert.True(new Shape(1, 6, 6).Fits(Shape.Row(36)));
        Assert.False(new Shape(1, 6, 6).Fits(new Shape(1, 4, 9)));
    }

    [Fact]
    public void A_trained_nested_model_goes_through_files_and_checkpoints_to_the_bit()
    {
        var spec = Trainings.Spec with { Layers = [new Linear(12), new Residual([new BatchNorm1d(), new GELU(), new Linear(12)]), new LayerNorm(), new Linear(5)] };
        var (_, bits) = Trainings.Run(spec);
        using var device = new CpuDevice(threads: 2);
        using var trainer = new Trainer(spec, Trainings.Data, device);
        using var halfway = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(new Trainings.Listener(progress =>
        {
            if (progress.Epoch == 3)
            {
                halfway.Cancel();
            }
        }), halfway.Token));
        using var stream = new MemoryStream();
        using var folder = new TempFolder();
        CheckpointFile.Save(folder.Sub("c"), trainer.Save());
        using var resumed = new Trainer(spec, Trainings.Data, device);
        resumed.Restore(CheckpointFile.Load(folder.Sub("c")));
        resumed.Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(bits, Nets.Bits(resumed.Network));

        ModelFile.Save(stream, Model.FromTrainer(resumed));
        stream.Position = 0;
        using var back = ModelFile.Load(stream).CreateNetwork(device, 1);
        Assert.Equal(bits, Nets.Bits(back));
        Assert.Contains("1.0.num_batches_tracked", back.State().Select(tensor => tensor.Name));
    }

    private static Network Net(int features, params LayerSpec[] layers) => new(layers, features, new ReferenceDevice(), rows: 2);

    private static LayerSpec Deep(int depth) => Enumerable.Range(0, depth).Aggregate((LayerSpec)new Tanh(), (inner, _) => new Residual([inner]));

    /// <summary>A device without one operation.</summary>
    private sealed class Without(Type operation) : ForwardingDevice
    {
        protected override OperationRunner<TOperation>? CreateRunner<TOperation>() =>
            typeof(TOperation) == operation ? null : base.CreateRunner<TOperation>();
    }
}
