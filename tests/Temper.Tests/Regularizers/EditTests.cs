using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>Regularizers that edit net, loss or optimizer: what they make of it is the same training as one written by hand.</summary>
public sealed class EditTests
{
    private static readonly Dictionary<string, (LayerSpec[] Net, LayerSpec[] WithDropout, LayerSpec[] WithBatchNorm)> Nets = new()
    {
        ["one hidden layer"] = (
            [new Linear(4), new ReLU(), new Linear(3)],
            [new Linear(4), new ReLU(), new Dropout(0.3), new Linear(3)],
            [new Linear(4), new BatchNorm1d(), new ReLU(), new Linear(3)]),
        ["two"] = (
            [new Linear(4), new ReLU(), new Linear(5), new ReLU(), new Linear(3)],
            [new Linear(4), new ReLU(), new Dropout(0.3), new Linear(5), new ReLU(), new Dropout(0.3), new Linear(3)],
            [new Linear(4), new BatchNorm1d(), new ReLU(), new Linear(5), new BatchNorm1d(), new ReLU(), new Linear(3)]),
        ["an activation behind the last Linear and one before the first"] = (
            [new ReLU(), new Linear(4), new ReLU(), new Linear(3), new ReLU()],
            [new ReLU(), new Linear(4), new ReLU(), new Dropout(0.3), new Linear(3), new ReLU()],
            [new ReLU(), new Linear(4), new BatchNorm1d(), new ReLU(), new Linear(3), new ReLU()]),
        ["a Linear without an activation"] = (
            [new Linear(4), new Linear(5), new ReLU(), new Linear(3)],
            [new Linear(4), new Linear(5), new ReLU(), new Dropout(0.3), new Linear(3)],
            [new Linear(4), new Linear(5), new BatchNorm1d(), new ReLU(), new Linear(3)]),
        ["names"] = (
            [new Linear(4) { Name = "a" }, new ReLU() { Name = "b" }, new Linear(3) { Name = "c" }],
            [new Linear(4) { Name = "a" }, new ReLU() { Name = "b" }, new Dropout(0.3), new Linear(3) { Name = "c" }],
            [new Linear(4) { Name = "a" }, new BatchNorm1d(), new ReLU() { Name = "b" }, new Linear(3) { Name = "c" }]),
    };

    public static TheoryData<string> Names => [.. Nets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_come_where_they_belong_and_the_run_is_that_of_a_net_written_by_hand(string name)
    {
        var (net, withDropout, withBatchNorm) = Nets[name];
        AreSame(new TrainSpec { Layers = withDropout }, new TrainSpec { Layers = net, Regularizers = [new HiddenDropout(0.3)] });
        AreSame(new TrainSpec { Layers = withBatchNorm }, new TrainSpec { Layers = net, Regularizers = [new HiddenBatchNorm()] });
    }

    [Fact]
    public void Dropout_and_BatchNorm_together_stand_on_either_side_of_the_activation()
    {
        LayerSpec[] expected = [new Linear(4), new BatchNorm1d(), new ReLU(), new Dropout(0.3), new Linear(3)];
        LayerSpec[] net = [new Linear(4), new ReLU(), new Linear(3)];
        AreSame(new TrainSpec { Layers = expected }, new TrainSpec { Layers = net, Regularizers = [new HiddenDropout(0.3), new HiddenBatchNorm()] });
        AreSame(new TrainSpec { Layers = expected }, new TrainSpec { Layers = net, Regularizers = [new HiddenBatchNorm(), new HiddenDropout(0.3)] });
    }

    [Fact]
    public void Weight_decay_and_label_smoothing_are_the_optimizer_s_and_the_loss_s()
    {
        LayerSpec[] net = [new Linear(3)];
        foreach (var optimizer in OptimizerCatalog.Names.Select(OptimizerCatalog.Create).Where(optimizer => optimizer is not Rprop))
        {
            AreSame(
                new TrainSpec { Layers = net, Optimizer = optimizer with { WeightDecay = 0.02 } },
                new TrainSpec { Layers = net, Optimizer = optimizer, Regularizers = [new WeightDecay(0.02)] });
        }

        var smoothed = new TrainSpec { Layers = net, Loss = new CrossEntropy(0.2) };
        AreSame(smoothed, new TrainSpec { Layers = net, Regularizers = [new LabelSmoothing(0.2)] });
        AreSame(smoothed, new TrainSpec { Layers = net, Loss = new CrossEntropy(), Regularizers = [new LabelSmoothing(0.2)] });
    }

    [Fact]
    public void Two_numbers_for_one_thing_are_refused_with_both_and_the_way_out()
    {
        LayerSpec[] net = [new Linear(3)];
        foreach (var optimizer in OptimizerCatalog.Names.Select(OptimizerCatalog.Create).Where(optimizer => optimizer is not Rprop))
        {
            var error = Assert.Throws<SpecException>(
                () => new TrainSpec { Layers = net, Optimizer = optimizer with { WeightDecay = 0.1 }, Regularizers = [new WeightDecay(0.02)] }.Validate());
            Assert.Equal("l2: the optimizer has a weight decay of 0.1 already, and l2 would set it to 0.02; leave one of the two out, or give both the same number.", error.Message);

            // One number, and a default that nobody chose, contradict nothing.
            var same = optimizer with { WeightDecay = 0.02 };
            AreSame(new TrainSpec { Layers = net, Optimizer = same }, new TrainSpec { Layers = net, Optimizer = same, Regularizers = [new WeightDecay(0.02)] });
            AreSame(
                new TrainSpec { Layers = net, Optimizer = same },
                new TrainSpec { Layers = net, Optimizer = optimizer with { WeightDecay = 0 }, Regularizers = [new WeightDecay(0.02)] });
        }

        Assert.Equal(
            "label-smoothing: the loss has a label smoothing of 0.2 already, and label-smoothing would set it to 0.1; leave one of the two out, or give both the same number.",
            Assert.Throws<SpecException>(
                () => new TrainSpec { Layers = net, Loss = new CrossEntropy(0.2), Regularizers = [new LabelSmoothing(0.1)] }.Validate()).Message);
        AreSame(
            new TrainSpec { Layers = net, Loss = new CrossEntropy(0.2) },
            new TrainSpec { Layers = net, Loss = new CrossEntropy(0.2), Regularizers = [new LabelSmoothing(0.2)] });
    }

    [Fact]
    public void What_an_optimizer_does_not_have_is_refused()
    {
        var error = Assert.Throws<SpecException>(() => new TrainSpec { Layers = [new Linear(3)], Optimizer = new Rprop(), Regularizers = [new WeightDecay()] }.Validate());
        Assert.Contains("Rprop", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("dropout", "Dropout")]
    [InlineData("batchnorm", "BatchNorm1d")]
    public void A_net_that_has_such_layers_is_refused_by_the_layer_s_number(string name, string layer)
    {
        LayerSpec has = layer == "Dropout" ? new Dropout(0.1) : new BatchNorm1d();
        var error = Assert.Throws<SpecException>(() => new TrainSpec { Layers = [new Linear(4), new ReLU(), has, new Linear(3)], Regularizers = [RegularizerCatalog.Create(name)] }.Validate());
        Assert.StartsWith($"{name}: the net has {layer} already (layer #2)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dropout")]
    [InlineData("batchnorm")]
    public void A_net_without_a_hidden_layer_has_no_place_for_them(string name)
    {
        foreach (var net in new LayerSpec[][] { [new Linear(3)], [new Linear(3), new ReLU()], [new ReLU(), new Linear(3)], [new Linear(4), new Linear(3)], [new ReLU()] })
        {
            var error = Assert.Throws<SpecException>(() => new TrainSpec { Layers = net, Regularizers = [RegularizerCatalog.Create(name)] }.Validate());
            Assert.StartsWith($"{name} acts at the activations of hidden layers, and this net has none;", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Label_smoothing_has_no_place_in_a_loss_of_values()
    {
        var error = Assert.Throws<SpecException>(() => new TrainSpec { Layers = [new Linear(3)], Loss = new Huber(), Regularizers = [new LabelSmoothing()] }.Validate());
        Assert.Contains("label-smoothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("Huber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resolved_spec_has_no_edit_left_and_resolves_to_itself()
    {
        foreach (var all in RegularizedTrainings.Together)
        {
            var spec = RegularizedTrainings.Spec with { Regularizers = [.. all.Reverse()] };
            var resolved = spec.Resolved();
            Assert.DoesNotContain(resolved.Regularizers, regularizer => regularizer.IsEdit);
            Assert.Equal(all.Count(regularizer => !regularizer.IsEdit), resolved.Regularizers.Count);
            Assert.Equal(SpecJson.Write(resolved), SpecJson.Write(resolved.Resolved()));
            Assert.Equal(RunId.Of(spec, "data", ""), RunId.Of(resolved, "data", ""));
            resolved.Validate();
            SpecJson.ReadSpec(SpecJson.Write(resolved), "test").Validate();
        }
    }

    [Fact]
    public void What_edits_does_not_act_and_what_acts_does_not_edit()
    {
        foreach (var name in RegularizedTrainings.Names)
        {
            var spec = RegularizedTrainings.Spec.With(RegularizerCatalog.Create(name));
            var resolved = spec.Resolved() with { Regularizers = spec.Regularizers };
            Assert.Equal(RegularizerCatalog.Create(name).IsEdit, SpecJson.Write(resolved) != SpecJson.Write(spec));
        }
    }

    private static void AreSame(TrainSpec byHand, TrainSpec edited)
    {
        edited.Validate();
        Assert.Equal(byHand.Layers, edited.Resolved().Layers);
        Assert.Equal(byHand.Optimizer, edited.Resolved().Optimizer);
        Assert.Equal(byHand.Loss, edited.Resolved().Loss);
        Assert.Equal(RunId.Of(byHand, "data", ""), RunId.Of(edited, "data", ""));
    }
}
