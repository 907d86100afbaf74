using Temper.Devices;
using Temper.Export;
using Temper.Layers;
using Temper.Tests.Data;
using Temper.Tests.Export;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class ImportTests
{
    private static readonly LayerSpec[] Plain = [new Linear(4), new BatchNorm1d(), new ReLU(), new Dropout(0.1), new Linear(3)];

    [Theory]
    [InlineData("M5-small-F32")]
    [InlineData("M5-small-BF16")]
    [InlineData("M5-small-F64")]
    public async Task A_state_dict_of_PyTorch_becomes_a_model_with_its_logits(string name)
    {
        using var temper = new CliRunner();
        temper.Folder.Write("state.safetensors", StateDicts.Bytes(name));
        WriteSpec(temper, "net.json", Nets.Model("M5", [20, 12, 11, 9, 5], 0.1));

        var facts = (await temper.RunAsync(
            "import", "state.safetensors", "--spec", "net.json", "--classes", "a, b,c,d,e", "--size", "4x5", "--out", "new/model.safetensors", "--json")).Returned(0).Json();

        Assert.Equal(temper.Folder.Sub("new", "model.safetensors"), facts.Text("model"));
        Assert.Equal(temper.Folder.Sub("state.safetensors"), facts.Text("state"));
        Assert.Equal((4, 5, "unknown"), (facts.Whole("height"), facts.Whole("width"), facts.Text("trainedOn")));
        Assert.Equal((20 * 12) + 12 + (12 * 11) + 11 + (11 * 9) + 9 + (9 * 5) + 5 + (2 * (12 + 11)), facts.Whole("parameters"));
        Assert.Equal([0, 1], facts.Numbers("scaledTo"));
        var model = ModelFile.Load(temper.Folder.Sub("new", "model.safetensors"));
        Assert.Equal(["a", "b", "c", "d", "e"], model.ClassNames);
        Assert.Equal(Enumerable.Range(0, 256).Select(b => b / 255f), model.Scaler.Table);
        using var device = new ReferenceDevice();
        using var network = model.CreateNetwork(device, 16);
        network.Input(16).Write(StateDicts.Input(16, 20));
        Close.Relative("logits", Golden.Case(StateDicts.Golden, name).Numbers("logits"), network.Forward(new Pass(16, Training: false)).ToDoubles(), 1e-12);
    }

    [Fact]
    public async Task Without_a_spec_layers_are_called_as_in_Sequential()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "data/fashion-mnist/");
        temper.With("TEMPER_DATA", temper.Folder.Sub("data"));
        WriteState(temper, "state.safetensors", [.. State(Plain).Reverse()]);

        var result = (await temper.RunAsync(
            "import", "state.safetensors", "--hidden", "4", "--batch-norm", "--dropout", ".1", "--size", "3x2", "--classes", "a,b,c", "--trained-on", "fashion-mnist", "--scale", "-1,1", "--out", "model.safetensors")).Returned(0);

        Assert.Equal("", result.Error);
        Assert.Contains("Linear(in_features=6, out_features=4, bias=True)", result.Out, StringComparison.Ordinal);
        Assert.Contains("Images: 3 x 2, 0 to 255 scaled to -1 to 1", result.Out, StringComparison.Ordinal);
        Assert.Contains("Classes: a, b, c", result.Out, StringComparison.Ordinal);
        Assert.Equal($"Model: {temper.Folder.Sub("model.safetensors")}", result.Lines()[^1]);
        Assert.Single((await temper.RunAsync(
            "import", "state.safetensors", "--hidden", "4", "--batch-norm", "--dropout", ".1", "--size", "3x2", "--classes", "a,b,c", "--trained-on", "fashion-mnist", "--out", "quiet.safetensors", "-q")).Returned(0).Lines());

        // The same weights have the same hash, whatever their order in the state dict's file.
        var evaluation = (await temper.RunAsync("evaluate", "model.safetensors", "--json")).Returned(0).Json();
        Assert.Equal("fashion-mnist", evaluation.Text("trainedOn"));
        Assert.Equal(Temper.Lab.Runs.RunId.HashOf(State(Plain)), evaluation.Text("weightsHash"));
        Assert.Equal([-1f, 1f], new[] { 0, 255 }.Select(b => ModelFile.Load(temper.Folder.Sub("model.safetensors")).Scaler.Table[b]));
    }

    [Fact]
    public async Task Data_that_have_a_name_here_give_the_classes()
    {
        using var temper = new CliRunner();
        WriteState(temper, "state.safetensors", State([new Linear(10)]));
        (await temper.RunAsync("import", "state.safetensors", "--hidden", "", "--size", "3x2", "--trained-on", "fashion-mnist", "--out", "model.safetensors")).Returned(0);
        var model = ModelFile.Load(temper.Folder.Sub("model.safetensors"));
        Assert.Equal(("fashion-mnist", "Ankle Boot"), (model.Dataset.Name, model.ClassNames[^1]));
    }

    [Fact]
    public async Task Class_names_may_be_lines_of_a_file_and_a_prefix_is_taken_off()
    {
        using var temper = new CliRunner();
        temper.Folder.Write("classes.txt", [.. "T-shirt/top\r\nAnkle boot, brown\n\n  Bag  \n"u8]);
        WriteState(temper, "wrapped.safetensors", [.. State(Plain).Select(tensor => tensor with { Name = "module." + tensor.Name })]);
        string[] call = ["import", "wrapped.safetensors", "--hidden", "4", "--batch-norm", "--dropout", "0.5", "--size", "3x2", "--classes", "classes.txt", "--out", "model.safetensors"];

        (await temper.RunAsync(call)).Returned(3).IsOneError(
            "wrapped.safetensors: does not fit the net that --spec or --hidden describes",
            "expected 0.weight, 0.bias, 1.weight", "received module.0.weight, module.0.bias",
            "All its names begin with \"module.\"; --strip-prefix module. takes that off.");
        (await temper.RunAsync([.. call, "--strip-prefix", "net."])).Returned(3).IsOneError("no name begins with \"net.\"", "module.0.weight");
        Assert.Equal(["classes.txt", "wrapped.safetensors"], temper.Folder.Files());
        (await temper.RunAsync([.. call, "--strip-prefix", "module."])).Returned(0);
        Assert.Equal(["T-shirt/top", "Ankle boot, brown", "Bag"], ModelFile.Load(temper.Folder.Sub("model.safetensors")).ClassNames);
    }

    [Theory]
    [InlineData(2, "give --spec FILE, or --hidden", "--classes", "a,b,c")]
    [InlineData(2, "give --classes, or --trained-on fashion-mnist or garments", "--hidden", "4", "--trained-on", "mine")]
    [InlineData(2, "--size takes rows and columns from 1 to 4096, e.g. 28x28, received \"3\"", "--hidden", "4", "--classes", "a,b,c", "--size", "3")]
    [InlineData(2, "received \"0x5\"", "--hidden", "4", "--classes", "a,b,c", "--size", "0x5")]
    [InlineData(2, "received \"4097x5\"", "--hidden", "4", "--classes", "a,b,c", "--size", "4097x5")]
    [InlineData(2, "--scale takes two different numbers", "--hidden", "4", "--classes", "a,b,c", "--scale", "1,1")]
    [InlineData(2, "received \"0;1\"", "--hidden", "4", "--classes", "a,b,c", "--scale", "0;1")]
    [InlineData(2, "received \"NaN\" in \"0,NaN\"", "--hidden", "4", "--classes", "a,b,c", "--scale", "0,NaN")]
    [InlineData(2, "--hidden takes comma-separated whole numbers", "--hidden", "four", "--classes", "a,b,c")]
    [InlineData(2, "received \"0x0\"", "--hidden", "4", "--classes", "names.txt", "--size", "0x0")]
    [InlineData(2, "--scale", "--hidden", "4", "--classes", "names.txt", "--scale", "1,1")]
    [InlineData(2, "--scale", "--spec", "none.json", "--classes", "names.txt", "--scale", "1,1")]
    [InlineData(2, "--hidden takes comma-separated whole numbers", "--hidden", "four", "--classes", "names.txt")]
    [InlineData(2, "--hidden takes comma-separated whole numbers", "--spec", "none.json", "--hidden", "four", "--classes", "a,b,c")]
    [InlineData(2, "--dropout", "--spec", "none.json", "--classes", "names.txt", "--dropout", "0.5")]
    [InlineData(2, "give --spec FILE, or --hidden", "--classes", "names.txt")]
    [InlineData(2, "--classes has a name that is empty", "--spec", "none.json", "--classes", "a,,c")]
    [InlineData(2, "not plain text", "--spec", "none.json", "--classes", "a,b\u0007")]
    [InlineData(3, "\"bell.txt\" has a name that is not plain text", "--hidden", "4", "--classes", "bell.txt", "--size", "3x2")]
    [InlineData(3, "--classes: \"names.txt\" is neither names with commas between nor a file", "--hidden", "4", "--classes", "names.txt")]
    [InlineData(3, "The spec file cannot be read", "--spec", "none.json", "--classes", "a,b,c")]
    [InlineData(3, "The state lacks \"0.weight\"; expected 0.weight, 0.bias, 2.weight, 2.bias, received input.weight", "--hidden", "4", "--classes", "a,b,c", "--size", "3x2")]
    [InlineData(3, "Names of layers come from a --spec file", "--hidden", "4", "--classes", "a,b,c", "--size", "3x2")]
    [InlineData(3, "\"input.weight\" should be [4, 784], received [4, 6]", "--spec", "net.json", "--classes", "a,b,c")]
    [InlineData(3, "2 class names for 3 outputs", "--spec", "net.json", "--classes", "a,b", "--size", "3x2")]
    [InlineData(3, "--classes names 2, the net has 3 outputs", "--spec", "net.json", "--classes", "a,b", "--size", "3x2")]
    [InlineData(2, "--classes has a name that is empty", "--spec", "net.json", "--classes", "a,,c", "--size", "3x2")]
    public async Task What_does_not_fit_is_refused_in_one_line(int exitCode, string message, params string[] options)
    {
        using var temper = new CliRunner();
        LayerSpec[] named = [new Linear(4) { Name = "input" }, new ReLU(), new Linear(3) { Name = "hd1" }];
        WriteState(temper, "state.safetensors", State(named));
        temper.Folder.Write("bell.txt", [.. "a\nb\u0007\nc\n"u8]);
        WriteSpec(temper, "net.json", named);
        (await temper.RunAsync(["import", "state.safetensors", "--out", "model.safetensors", .. options])).Returned(exitCode).IsOneError(message);
        Assert.False(File.Exists(temper.Folder.Sub("model.safetensors")));
    }

    [Fact]
    public async Task Files_that_are_not_there_not_sound_or_not_to_be_replaced_are_refused()
    {
        using var temper = new CliRunner();
        WriteState(temper, "state.safetensors", State(Plain));
        temper.Folder.Write("net.pt", [.. "PK\u0003\u0004 and so on, as torch.save writes"u8]);
        temper.Folder.Write("run/record.json", [.. "{}"u8]);
        string[] net = ["--hidden", "4", "--batch-norm", "--dropout", ".1", "--size", "3x2", "--classes", "a,b,c"];

        (await Import("missing.safetensors", "model.safetensors")).Returned(3).IsOneError("missing.safetensors");
        (await Import("net.pt", "model.safetensors")).Returned(3).IsOneError("net.pt", "torch.save", "safetensors.torch.save_file");
        (await Import("", "model.safetensors")).Returned(2).IsOneError("STATE is empty");
        (await Import("state.safetensors", "")).Returned(2).IsOneError("--out is empty");
        (await Import("state.safetensors", "run")).Returned(3).IsOneError("is a folder, but --out names a file");
        (await Import("state.safetensors", "run/")).Returned(2).IsOneError("--out names a folder");
        (await Import("missing.safetensors", "missing.safetensors")).Returned(2).IsOneError("the state dict's own file");
        (await Import("state.safetensors", "./state.safetensors")).Returned(2).IsOneError("the state dict's own file");
        temper.Folder.Write("other.safetensors", [.. "mine"u8]);
        (await Import("state.safetensors", "other.safetensors")).Returned(3).IsOneError("other.safetensors", "--force");
        Assert.Equal("mine", File.ReadAllText(temper.Folder.Sub("other.safetensors")));
        (await Import("state.safetensors", "run/model.safetensors")).Returned(3).IsOneError("holds a run", "--out");
        (await temper.RunAsync("import", "state.safetensors")).Returned(2).IsOneError("--out", "See temper import --help.");
        Assert.Equal(["net.pt", "other.safetensors", "run/record.json", "state.safetensors"], temper.Folder.Files());

        // Where a model is expected, the way to one is told.
        (await temper.RunAsync("evaluate", "state.safetensors")).Returned(3).IsOneError("temper import");

        Task<CliResult> Import(string state, string model) => temper.RunAsync(["import", state, "--out", model, .. net]);
    }

    [Theory]
    [InlineData("I64", 375, 1)]
    [InlineData("U64", 375)]
    [InlineData("I32", 16_777_217)]
    [InlineData("U32", 4_294_967_295)]
    [InlineData("U16", 65_535)]
    [InlineData("I64", 16_777_217)]
    [InlineData("I64", long.MaxValue)]
    [InlineData("U64", long.MaxValue, 1)]
    [InlineData("I64", -1)]
    [InlineData("U64", -1)]
    public async Task The_count_of_batches_comes_through_exactly(string type, long bits, params int[] shape)
    {
        using var temper = new CliRunner();
        WriteState(temper, "state.safetensors", [.. State(Plain).Select(tensor => tensor.IsInteger ? NamedTensor.OfIntegers(tensor.Name, shape, [bits]) : tensor)]);
        var width = int.Parse(type[1..], System.Globalization.CultureInfo.InvariantCulture) / 8;
        var file = File.ReadAllBytes(temper.Folder.Sub("state.safetensors"));
        var header = System.Text.Encoding.Latin1.GetString(file[8..^8]).Replace("\"I64\"", $"\"{type}\"", StringComparison.Ordinal);
        var end = (file.Length - 8 - BitConverter.ToInt64(file)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var shorter = (int.Parse(end, System.Globalization.CultureInfo.InvariantCulture) - 8 + width).ToString(System.Globalization.CultureInfo.InvariantCulture);
        header = header.Replace($",{end}]", $",{shorter.PadLeft(end.Length)}]", StringComparison.Ordinal);
        File.WriteAllBytes(temper.Folder.Sub("state.safetensors"), [.. file[..8], .. System.Text.Encoding.Latin1.GetBytes(header), .. BitConverter.GetBytes(bits)[..width]]);

        var imported = await temper.RunAsync(
            "import", "state.safetensors", "--hidden", "4", "--batch-norm", "--dropout", ".1", "--size", "3x2", "--classes", "a,b,c", "--out", "model.safetensors");

        if (bits < 0)
        {
            imported.Returned(3).IsOneError("\"1.num_batches_tracked\"", type == "U64" ? "18446744073709551615" : "received -1");
            return;
        }

        imported.Returned(0);
        (await temper.RunAsync("export", "model.safetensors", "--safetensors", "back.safetensors")).Returned(0);
        var back = SafeTensors.Load(temper.Folder.Sub("back.safetensors")).Tensors.Single(tensor => tensor.IsInteger);
        Assert.Equal([bits], back.Integers!);
        Assert.Empty(back.Shape);
    }

    private static IReadOnlyList<NamedTensor> State(LayerSpec[] layers)
    {
        using var device = new ReferenceDevice();
        using var network = new Network(layers, 6, device, rows: 1);
        network.Initialize(seed: 3);
        return network.State();
    }

    private static void WriteState(CliRunner temper, string name, IReadOnlyList<NamedTensor> state) =>
        SafeTensors.Save(temper.Folder.Sub(name), state, new Dictionary<string, string> { ["format"] = "pt" });

    private static void WriteSpec(CliRunner temper, string name, IReadOnlyList<LayerSpec> layers) =>
        File.WriteAllText(temper.Folder.Sub(name), SpecJson.Write(new TrainSpec { Layers = layers }));
}
