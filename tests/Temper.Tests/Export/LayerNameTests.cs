using CsCheck;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Whatever name a layer has: it goes through every kind of file, or the net is refused before it is trained.</summary>
public sealed class LayerNameTests
{
    private static readonly string[] OddNames =
    [
        "checkpoint", "checkpoint.x", "checkpoint.best", "checkpoint.optimizer.0", "model", "model.0", "best", "best.x", "best.model", "optimizer", "optimizer.0", "steps", "history",
        "history.step_losses", "__metadata__", "temper", "temper.format", "format", "input", "logits", "scale", "0", "7", ".", "..", "../..", "/etc/passwd", "a/b", "a\\b", " ", "a b", "\"", "'", "{}",
        "weight", "bias", "running_mean", "naïve", "重み", "🙂", "\u202Eevil", new string('n', 200),
    ];

    public static TheoryData<string> Odd => new(OddNames);

    [Theory]
    [MemberData(nameof(Odd))]
    public void An_odd_name_goes_through_every_file(string name) => GoesThrough(name, name.Length < 200 ? name + "2" : "2");

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("\0")]
    [InlineData("\u001b[2J")]
    [InlineData("a\ud800")]
    [InlineData("long")]
    public void A_name_that_cannot_be_written_everywhere_is_refused_at_once(string name)
    {
        using var device = new CpuDevice(threads: 1);
        foreach (var layer in new LayerSpec[] { new Linear(5) { Name = Shown(name) }, new ReLU { Name = Shown(name) } })
        {
            var spec = Trainings.Spec with { Layers = [layer, new Linear(5)] };
            var message = Assert.Throws<SpecException>(() => new Trainer(spec, Trainings.Data, device)).Message;
            Assert.Contains("needs a name of 1 to 200 characters", message, StringComparison.Ordinal);
            Assert.DoesNotContain(message, char.IsControl);
        }

        static string Shown(string name) => name == "long" ? new string('n', 201) : name;
    }

    [Fact]
    public void Any_name_goes_through_every_file_or_is_refused_at_once() =>
        Gen.Select(Gen.String, Gen.OneOf(Gen.String, Gen.Int[0, OddNames.Length - 1].Select(i => OddNames[i]))).Where(pair => pair.Item1 != pair.Item2).Sample(
            pair =>
            {
                try
                {
                    GoesThrough(pair.Item1, pair.Item2);
                }
                catch (SpecException error)
                {
                    Assert.Contains("needs a name of", error.Message, StringComparison.Ordinal);
                }
            },
            iter: 25,
            threads: 1);

    private static void GoesThrough(string first, string second)
    {
        // The spec as a file, which is how a name comes in.
        var spec = SpecJson.ReadSpec(
            SpecJson.Write(Trainings.Spec with
            {
                Layers = [new Linear(6) { Name = first }, new BatchNorm1d { Name = second }, new ReLU { Name = first }, new Linear(5)],
                Regularizers = [new EarlyStopping()],
                Epochs = 2,
            }),
            "spec");
        Assert.Equal(first, spec.Layers[0].Name);
        using var device = new CpuDevice(threads: 1);
        using var whole = new Trainer(spec, Trainings.Data, device);
        whole.Run(cancellationToken: TestContext.Current.CancellationToken);

        // Interrupted after the first epoch, when there is a best state.
        using var folder = new TempFolder();
        using (var broken = new Trainer(spec, Trainings.Data, device, new Trainings.HastyClock()))
        {
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => broken.Run(new Trainings.Listener(told => Stop(told, stop)), stop.Token));
            CheckpointFile.Save(folder.Sub("checkpoint"), broken.Save());
        }

        using var resumed = new Trainer(spec, Trainings.Data, device);
        var checkpoint = CheckpointFile.Load(folder.Sub("checkpoint"));
        Assert.NotEmpty(checkpoint.RegularizerState);
        resumed.Restore(checkpoint);
        resumed.Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Nets.Bits(whole.Network), Nets.Bits(resumed.Network));

        var model = Model.FromTrainer(resumed);
        ModelFile.Save(folder.Sub("model"), model);
        Same(model.State, ModelFile.Load(folder.Sub("model")).State);
        SafeTensors.Save(folder.Sub("state"), model.State, new Dictionary<string, string> { ["format"] = "pt" });
        Same(model.State, SafeTensors.Load(folder.Sub("state")).Tensors);
        OnnxFile.Save(folder.Sub("net.onnx"), model);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(folder.Sub("net.onnx"));
        Assert.Equal(OnnxFile.LogitsName, Assert.Single(session.OutputMetadata).Key);
    }

    private static void Same(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> received)
    {
        Assert.Equal(expected.Select(tensor => tensor.Name), received.Select(tensor => tensor.Name));
        Assert.All(expected.Zip(received), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    private static void Stop(TrainProgress told, CancellationTokenSource stop)
    {
        if (told.Epoch == 2)
        {
            stop.Cancel();
        }
    }
}
