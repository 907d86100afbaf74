using Temper.Cli.Options;
using Temper.Devices;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Tests.Child;
using Temper.Tests.Devices;
using Temper.Tests.Gpu;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>A net of residuals, layer normalization and GELU through the commands, as a user would.</summary>
public sealed class NestedSpecTests : IDisposable
{
    private const string Spec = """
        {
          "layers": [
            { "type": "Linear", "outFeatures": 16, "init": "kaiming_normal" },
            { "type": "Residual", "name": "block", "layers": [
              { "type": "LayerNorm" }, { "type": "Linear", "outFeatures": 16, "name": "up" }, { "type": "GELU", "approximate": "tanh" }, { "type": "Linear", "outFeatures": 16 }
            ] },
            { "type": "Residual", "layers": [ { "type": "ReLU" }, { "type": "BatchNorm1d" }, { "type": "Dropout", "p": 0.1 } ] },
            { "type": "LeakyReLU" },
            { "type": "Linear", "outFeatures": 3 }
          ],
          "optimizer": { "name": "Adam", "learningRate": 0.01 }
        }
        """;

    private readonly CliRunner temper = new();

    public NestedSpecTests()
    {
        SmallImages.WriteTo(temper.Folder);
        temper.Folder.Write("net.json", System.Text.Encoding.UTF8.GetBytes(Spec));
    }

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task A_nested_net_is_trained_evaluated_exported_and_imported()
    {
        var trained = (await temper.RunAsync("train", "--data", "small", "--spec", "net.json", "--out", "a")).Returned(0).Out;
        Assert.Contains("(block): Residual(", trained, StringComparison.Ordinal);
        Assert.Contains("    (block.2): GELU(approximate='tanh')", trained, StringComparison.Ordinal);
        var record = RecordJson.ReadRun(temper.Folder.Sub("a", "record.json"));
        Assert.True(record.TestScore > 80, $"{record.TestScore}");

        (await temper.RunAsync("train", "--data", "small", "--spec", "a/spec.json", "--out", "b", "-q")).Returned(0);
        Assert.Equal(record.WeightsHash, RecordJson.ReadRun(temper.Folder.Sub("b", "record.json")).WeightsHash);
        (await temper.RunAsync("evaluate", "a", "--data", "small")).Returned(0);

        var exported = (await temper.RunAsync("export", "a", "--onnx", "net.onnx", "--safetensors", "state.safetensors", "--fold")).Returned(0).Out;
        Assert.Contains("LayerNormalization", exported, StringComparison.Ordinal);
        Assert.Contains("block.up.weight", exported, StringComparison.Ordinal);
        (await temper.RunAsync(
            "import", "state.safetensors", "--spec", "net.json", "--size", "5x4", "--classes", "red,green,blue", "--out", "back.safetensors")).Returned(0);
        (await temper.RunAsync("export", "back.safetensors", "--safetensors", "again.safetensors")).Returned(0);
        Assert.Equal(File.ReadAllBytes(temper.Folder.Sub("state.safetensors")), File.ReadAllBytes(temper.Folder.Sub("again.safetensors")));
    }

    [Theory]
    [InlineData("\"GELU\"", "\"GELUU\"", "There is no layer \"GELUU\"", "did you mean GELU?")]
    [InlineData("{ \"type\": \"LayerNorm\" }", "{ \"type\": \"Linear\", \"outFeatures\": 16 }, { \"type\": \"Linear\", \"inFeatures\": 9, \"outFeatures\": 16 }", "Linear #1.1 expects 9 features, received 16 from Linear #1.0")]
    [InlineData("\"name\": \"up\"", "\"nmae\": \"up\"", "has no field \"nmae\"", "did you mean name?")]
    [InlineData("kaiming_normal", "kaiming", "layers[0].init should be one of kaiming_uniform, kaiming_normal")]
    [InlineData("\"approximate\": \"tanh\"", "\"approximate\": \"fast\"", "layers[1].layers[2].approximate should be one of none, tanh, received \"fast\"")]
    public async Task What_is_wrong_inside_is_one_line(string right, string wrong, params string[] reasons)
    {
        temper.Folder.Write("wrong.json", System.Text.Encoding.UTF8.GetBytes(Spec.Replace(right, wrong, StringComparison.Ordinal)));
        (await temper.RunAsync("train", "--data", "small", "--spec", "wrong.json", "-q")).Returned(3).IsOneError(["wrong.json", .. reasons]);
    }

    [Fact]
    public void A_gpu_refuses_what_it_lacks_and_auto_takes_the_processor()
    {
        using var pool = GpuUnderTest.Open(GpuUnderTest.SimulatedWide);
        using (var device = pool.Open(1)[0])
        {
            Assert.Equal(
                "Residual #1 needs the operation Add, which the device gpu does not have yet; train on the CPU, or take the layer out.",
                Assert.Throws<SpecException>(() => new Trainer(SpecJson.ReadSpec(Spec, "x"), FixedTraining.Images(600, 4, 1, 3), device)).Message);
        }

        var large = FixedTraining.Images(rows: 2000, side: 28, seed: 1);
        LayerSpec[] layers = [new Linear(400), new Residual([new GELU(), new Linear(400)]), new Linear(10)];
        var work = new DeviceWork([.. Enumerable.Range(0, 100).Select(seed => new TrainSpec { Layers = layers, Epochs = 400, Seed = (ulong)seed })], large, InBatches: true);
        using var auto = new DeviceChoice(DeviceRequest.Parse("auto", null, threads: 2), new FakeGpus { Count = 1, Opening = _ => new PoolWithout() });
        Assert.Null(auto.Gpu(work));
        Assert.Equal("auto took the CPU because Residual #1 needs the operation Add, which the device gpu does not have yet", auto.Reason);
        Assert.Equal(" --device cpu", auto.Words);
    }

    /// <summary>A GPU that has no operation but those of a chain of Linears.</summary>
    private sealed class PoolWithout : DevicePool
    {
        public override string Name => "gpu";

        public override string Description => "a test's";

        public override string Arithmetic => "gpu";

        public override int Workers => 1;

        public override int MostReplicas(long numbersPerNet) => 1;

        public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0) => [new DeviceWithout()];
    }

    private sealed class DeviceWithout : ForwardingDevice
    {
        protected override OperationRunner<TOperation>? CreateRunner<TOperation>() => null;
    }
}
