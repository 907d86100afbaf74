using System.Buffers.Binary;
using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>State dicts that PyTorch trained and saved (make_state_dicts.py): the same logits, and back to the same bytes.</summary>
public sealed class StateDictTests
{
    private const string File = StateDicts.Golden;

    public static TheoryData<string> Cases => Golden.Names(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_logits(string name)
    {
        using var device = new ReferenceDevice();
        CompareLogits(device, name, isSingle: false);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_logits_in_single_precision(string name)
    {
        using var device = new CpuDevice(threads: 2);
        CompareLogits(device, name, isSingle: true);
    }

    [Theory]
    [InlineData("M1", 8)]
    [InlineData("M2", 8)]
    [InlineData("M3", 8)]
    [InlineData("M4", 18)]
    [InlineData("M5", 18)]
    [InlineData("M5-small-F32", 18)]
    public void What_was_loaded_is_saved_with_the_same_names_shapes_types_and_bytes(string name, int count)
    {
        using var folder = new TempFolder();
        using var reference = new ReferenceDevice();
        using var cpu = new CpuDevice(threads: 1);
        var original = Tensors(StateDicts.Bytes(name));
        Assert.Equal(count, original.Count);
        foreach (var device in new Device[] { reference, cpu })
        {
            using var network = Loaded(device, Golden.Case(File, name), rows: 1);
            SafeTensors.Save(folder.Sub("back"), network.State(), new Dictionary<string, string> { ["format"] = "pt" });

            var back = Tensors(System.IO.File.ReadAllBytes(folder.Sub("back")));
            Assert.Equal(original.Keys.Order(), back.Keys.Order());
            Assert.All(original, entry =>
            {
                Assert.Equal((entry.Value.Type, entry.Value.Shape), (back[entry.Key].Type, back[entry.Key].Shape));
                Assert.True(entry.Value.Data.AsSpan().SequenceEqual(back[entry.Key].Data), entry.Key);
            });
        }
    }

    [Theory]
    [InlineData("M5-small-F16", "F16")]
    [InlineData("M5-small-BF16", "BF16")]
    [InlineData("M5-small-F64", "F64")]
    public void Files_of_other_types_hold_what_their_names_say(string name, string type)
    {
        var types = Tensors(StateDicts.Bytes(name)).Values.CountBy(tensor => tensor.Type).ToDictionary();
        Assert.Equal(new Dictionary<string, int> { [type] = 16, ["I64"] = 2 }, types);
    }

    [Fact]
    public void A_state_that_does_not_fit_names_both_sides()
    {
        using var device = new ReferenceDevice();
        using var network = new Network([new Linear(2) { Name = "input" }, new BatchNorm1d { Name = "bn1" }], 3, device, rows: 1);
        network.Initialize(seed: 1);
        var state = network.State();
        Assert.Equal(
            "The state lacks \"input.weight\"; expected input.weight, input.bias, bn1.weight, bn1.bias, bn1.running_mean, bn1.running_var, "
            + "received 0.weight, 0.bias; it belongs to another net, or its names are others.",
            Message([new NamedTensor("0.weight", [2, 3], new float[6]), new NamedTensor("0.bias", [2], new float[2])]));
        Assert.Contains("(and 1 more of the state are not its own)", Message([.. state, new NamedTensor("a", [], [0]), new NamedTensor("b", [], [0])]), StringComparison.Ordinal);
        Assert.Contains("\"input.bias\" twice", Message([.. state, new NamedTensor("input.bias", [2], [0, 0])]), StringComparison.Ordinal);
        Assert.Contains("should be [2, 3], received [3, 2] with 6 numbers", Message(With("input.weight", tensor => tensor with { Shape = [3, 2] })), StringComparison.Ordinal);
        Assert.Contains("should be [2], received [2] with 3 numbers", Message(With("input.bias", tensor => tensor with { Values = new float[3] })), StringComparison.Ordinal);
        foreach (var value in new[] { -1, 0.5f, float.NaN, float.PositiveInfinity, 9.3e18f, 9223372036854775808f })
        {
            Assert.Contains("should be a count", Message(With("bn1.num_batches_tracked", tensor => tensor with { Values = [value] })), StringComparison.Ordinal);
        }

        Assert.Contains("received -3", Message(With("bn1.num_batches_tracked", tensor => NamedTensor.OfIntegers(tensor.Name, [], [-3]))), StringComparison.Ordinal);
        Assert.Contains("should be [], received [2]", Message(With("bn1.num_batches_tracked", tensor => NamedTensor.OfIntegers(tensor.Name, [2], [3, 4]))), StringComparison.Ordinal);
        Assert.Contains("should be [], received [1, 1]", Message(With("bn1.num_batches_tracked", tensor => NamedTensor.OfIntegers(tensor.Name, [1, 1], [3]))), StringComparison.Ordinal);

        // Nothing of a refused state was taken over; without the count, as old files are, it is taken.
        Assert.Equal(state.SelectMany(tensor => tensor.Values), network.State().SelectMany(tensor => tensor.Values));
        network.LoadState([.. state.SkipLast(1)]);

        string Message(IReadOnlyList<NamedTensor> tensors)
        {
            var message = Assert.Throws<SpecException>(() => network.LoadState(tensors)).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }

        List<NamedTensor> With(string name, Func<NamedTensor, NamedTensor> change) => [.. state.Select(tensor => tensor.Name == name ? change(tensor) : tensor)];
    }

    [Theory]
    [InlineData(16_777_217)]
    [InlineData((1L << 53) + 1)]
    [InlineData(long.MaxValue - 2)]
    public void The_count_of_batches_stays_exact(long count)
    {
        using var device = new CpuDevice(threads: 1);
        using var network = new Network([new BatchNorm1d(Momentum: null)], 3, device, rows: 2);
        network.Initialize(seed: 1);
        network.LoadState([.. network.State().Select(tensor => tensor.IsInteger ? NamedTensor.OfIntegers(tensor.Name, [1], [count]) : tensor)]);
        for (var more = 0; more <= 3; more++)
        {
            Assert.Equal([count > long.MaxValue - more ? long.MaxValue : count + more], network.State()[^1].Integers!);
            Assert.Empty(network.State()[^1].Shape);
            network.Forward(new Pass(2, Training: true));
        }
    }

    private static void CompareLogits(Device device, string name, bool isSingle)
    {
        var golden = Golden.Case(File, name);
        var rows = Golden.File(File).Whole("rows");
        using var network = Loaded(device, golden, rows);
        network.Input(rows).Write(StateDicts.Input(rows, network.InFeatures));
        var logits = network.Forward(new Pass(rows, Training: false)).ToDoubles();

        Close.Relative("logits", golden.Numbers("logits"), logits, isSingle ? 1e-5 : 1e-12);
        if (isSingle)
        {
            // Single precision may cost four times what it cost PyTorch.
            Close.Absolute("logits", golden.Numbers("logits"), logits, 4 * golden.Number("logitsFloat32MaxDifference"));
        }

        Assert.Equal(name.StartsWith("M4", StringComparison.Ordinal) || name.StartsWith("M5", StringComparison.Ordinal), network.HasBatchNorm);
    }

    private static Network Loaded(Device device, JsonElement golden, int rows)
    {
        using var stream = new MemoryStream(StateDicts.Bytes(golden.Text("name")));
        Assert.Equal(golden.Whole("bytes"), stream.Length);
        var (tensors, metadata) = SafeTensors.Read(stream, golden.Text("name"));
        Assert.Equal([new("format", "pt")], metadata);
        Assert.Equal(golden.Whole("tensors"), tensors.Count);
        var sizes = golden.Wholes("sizes");
        var network = new Network(Nets.Model(golden.Text("model"), sizes, 0.1), sizes[0], device, rows);
        network.LoadState(tensors);
        return network;
    }

    /// <summary>The file's tensors as they lie there, without Temper's reader.</summary>
    private static Dictionary<string, (string Type, string Shape, byte[] Data)> Tensors(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, length));
        return header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToDictionary(entry => entry.Name, entry =>
        {
            var offsets = entry.Value.Wholes("data_offsets");
            return (entry.Value.Text("dtype"), entry.Value.GetProperty("shape").GetRawText(), file[(8 + length + offsets[0])..(8 + length + offsets[1])]);
        });
    }
}
