using System.Text;
using System.Text.Json;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Regularizers on the command line: in arms on a net of one's own, in factors, in single trainings, in spec files, and what the store makes of them.</summary>
public sealed class RegularizerCommandTests : IDisposable
{
    private const string Net = """{"layers":[{"type":"Linear","outFeatures":8},{"type":"ReLU"},{"type":"Linear","outFeatures":3}],"epochs":1,"batchSize":16}""";

    private readonly CliRunner temper = new() { Gpus = new FakeGpus { Count = 1, Opening = _ => new LackingPool() } };

    public RegularizerCommandTests()
    {
        SmallImages.WriteTo(temper.Folder);
        Write("net.json", Net);
    }

    public static TheoryData<string> Names => [.. RegularizerCatalog.Names];

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Arms_on_a_base_are_stored_reported_shown_compared_and_replayed()
    {
        var study = (await temper.RunAsync("compare", "baseline", "mixup=.2", "ema=.99+l1", "--base", "net.json", "--data", "small", "--seeds", "6", "--device", "cpu", "--json")).Returned(0).Json();
        Assert.Equal(["baseline", "mixup=0.2", "ema=0.99+l1=1e-05"], study.GetProperty("arms").EnumerateArray().Select(arm => arm.GetProperty("name").GetString()));
        var id = study.GetProperty("id").GetString()!;
        Assert.Equal(study.GetRawText(), (await temper.RunAsync("report", id, "--json", "--out", "again")).Returned(0).Json().GetRawText());
        var runs = study.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()!).ToList();
        Assert.Equal(18, runs.Distinct().Count());
        var list = (await temper.RunAsync("runs", "list")).Returned(0).Out;
        Assert.Contains("ema=0.99+l1=1e-05", list, StringComparison.Ordinal);
        var kinds = new HashSet<string>();
        foreach (var run in runs.Take(9))
        {
            var shown = (await temper.RunAsync("runs", "show", run, "--json")).Returned(0).Json();
            kinds.Add(string.Join('+', Regularizers(shown).Select(one => one.GetProperty("name").GetString())));
        }

        Assert.Equal(["", "ema+l1", "mixup"], kinds.Order(StringComparer.Ordinal));
        foreach (var run in runs.Skip(15))
        {
            Assert.Contains("the same to the bit", (await temper.RunAsync("replay", run)).Returned(0).Out, StringComparison.Ordinal);
        }

        Assert.Contains("spec.regularizers", (await temper.RunAsync("runs", "diff", runs[0], runs[1])).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Factors_on_a_base_are_crossed()
    {
        var study = (await temper.RunAsync("factorial", "--base", "net.json", "--factors", "dropout=.2,ema", "--data", "small", "--seeds", "6", "--device", "cpu", "--json")).Returned(0).Json();
        Assert.Equal(
            ["baseline", "dropout=0.2", "ema=0.999", "dropout=0.2+ema=0.999"],
            study.GetProperty("arms").EnumerateArray().Select(arm => arm.GetProperty("name").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_regularizer_can_be_an_arm_and_given_to_a_training(string name)
    {
        var spec = (await temper.RunAsync("train", "--spec", "net.json", "--with", name, "--print-spec")).Returned(0).Json();
        var expected = JsonSerializer.Serialize(RegularizerCatalog.Create(name), Temper.Training.SpecJson.Default.Regularizer);
        var printed = Assert.Single(spec.GetProperty("regularizers").EnumerateArray());
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, printed), printed.GetRawText());
        Write("again.json", spec.GetRawText());
        Assert.Equal(spec.GetRawText(), (await temper.RunAsync("train", "--spec", "again.json", "--print-spec")).Returned(0).Json().GetRawText());

        var record = (await temper.RunAsync("train", "--spec", "net.json", "--with", name, "--data", "small", "--device", "cpu", "--out", "run", "--json")).Returned(0).Json();
        Assert.Equal(name, Assert.Single(Regularizers(record)).GetProperty("name").GetString());
        (await temper.RunAsync("verify", "run")).Returned(0);
        (await temper.RunAsync("evaluate", "run", "--data", "small")).Returned(0);
    }

    [Theory]
    [InlineData(2, "\"mixpu=.2\" is no part of an arm", "compare", "baseline", "mixpu=.2", "--base", "net.json")]
    [InlineData(2, "did you mean mixup?", "compare", "baseline", "mixpu=.2", "--base", "net.json")]
    [InlineData(2, "the decimal sign is a point: 0.2", "compare", "baseline", "mixup=0,2", "--base", "net.json")]
    [InlineData(2, "alpha must be at least 0.01 and at most 100, received 1000", "compare", "baseline", "mixup=1000", "--base", "net.json")]
    [InlineData(2, "has mixup twice", "compare", "baseline", "mixup=.2+mixup=.3", "--base", "net.json")]
    [InlineData(2, "ema and swa each measure", "compare", "baseline", "ema+swa", "--base", "net.json")]
    [InlineData(2, "The base has ema already", "compare", "baseline", "ema=.9", "--base", "rich.json")]
    [InlineData(2, "the net has Dropout already (layer #2)", "compare", "baseline", "dropout=.9", "--base", "rich.json")]
    [InlineData(2, "the net has Dropout already (layer #2)", "factorial", "--factors", "dropout=.9,l1", "--base", "rich.json")]
    [InlineData(2, "--quirk is about the chapter's net", "compare", "baseline", "l1", "--base", "net.json", "--quirk", "Q4=on")]
    [InlineData(2, "--protocol is about the chapter's net", "compare", "baseline", "l1", "--base", "net.json", "--protocol", "chapter")]
    [InlineData(2, "--base", "compare", "baseline", "l1", "--base")]
    [InlineData(3, "no-such.json: no such file", "compare", "baseline", "l1", "--base", "no-such.json")]
    [InlineData(2, "has l1 twice", "train", "--with", "l1+l1", "--device", "cpu")]
    [InlineData(2, "did you mean lookahead?", "train", "--with", "lokahead", "--device", "cpu")]
    [InlineData(2, "p must be above 0 and at most 1, received 2", "train", "--with", "label-noise=2", "--device", "cpu")]
    [InlineData(2, "--with is empty", "train", "--with", "")]
    [InlineData(2, "\"mixup,ema\" has no plus between; write mixup+ema.", "train", "--with", "mixup,ema")]
    [InlineData(2, "\"mixup ema\" has no plus between; write mixup+ema.", "train", "--with", "mixup ema")]
    [InlineData(2, "\"mixup ema\" (in the arm \"mixup ema\") has no plus between; write mixup+ema.", "compare", "baseline", "mixup ema", "--base", "net.json")]
    [InlineData(2, "The arm \"mixup+\": a name is missing between the signs", "compare", "baseline", "mixup+", "--base", "net.json")]
    [InlineData(2, "--with: \"altogether\" is for studies, where arms are made of it (temper compare); a training takes --with dropout+l2+batchnorm.", "train", "--with", "altogether")]
    [InlineData(2, "--with: \"lr=.1\" is for studies, where arms are made of it (temper compare); a training takes --lr.", "train", "--with", "mixup+lr=.1")]
    [InlineData(2, "--with: \"Q2=on\" is for studies, where arms are made of it", "train", "--with", "Q2=on")]
    [InlineData(2, "--with: \"baseline\" is for studies", "train", "--with", "baseline")]
    [InlineData(2, "\"altogether\" (in the arm \"altogether\") exists for the chapter's net only, where it stands for dropout, l2 and batchnorm; write dropout+l2+batchnorm.", "compare", "baseline", "altogether", "--base", "net.json")]
    [InlineData(2, "\"q4=on\" (in the arm \"l1+q4=on\") exists for the chapter's net only, whose quirks it switches; leave it out.", "compare", "baseline", "l1+q4=on", "--base", "net.json")]
    [InlineData(2, "exists for the chapter's net only", "factorial", "--factors", "altogether,l1", "--base", "net.json")]
    [InlineData(2, "l2: the optimizer has a weight decay of 0.1 already, and l2 would set it to 0.0001", "train", "--weight-decay", ".1", "--with", "l2")]
    [InlineData(2, "Adam: lr is given twice", "train", "--lr", ".1", "--opt", "lr=.1")]
    [InlineData(2, "Adam: weight_decay is given twice", "train", "--weight-decay", ".1", "--opt", "weight_decay=.1")]
    [InlineData(2, "Adam: weight_decay_scope is given twice", "train", "--decay-scope", "all", "--opt", "weight_decay_scope=All")]
    [InlineData(2, "WarmUp: steps is given twice", "train", "--warm-up", "3", "--schedule-opt", "steps=3")]
    [InlineData(3, "mixup is not available on the device \"gpu\" yet; train on the CPU.", "train", "--with", "mixup", "--device", "gpu")]
    [InlineData(3, "mixup is not available on the device \"gpu\" yet; train on the CPU.", "compare", "baseline", "l1", "mixup", "ema", "--base", "net.json", "--device", "gpu")]
    [InlineData(3, "mixup is not available on the device \"gpu\" yet; train on the CPU.", "factorial", "--factors", "l1,mixup", "--base", "net.json", "--device", "gpu")]
    public async Task What_is_wrong_is_told_in_one_line_before_anything_is_trained(int code, string line, params string[] args)
    {
        Write("rich.json", """{"layers":[{"type":"Linear","outFeatures":8},{"type":"ReLU"},{"type":"Dropout"},{"type":"Linear","outFeatures":3}],"regularizers":[{"name":"ema"}]}""");
        var seeds = args[0] == "train" ? Array.Empty<string>() : ["--seeds", "8"];
        var result = (await temper.RunAsync([.. args, "--data", "small", .. args[^1] == "--base" ? [] : seeds])).Returned(code);
        Assert.Contains(line, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Equal("", result.Out);
        Assert.DoesNotContain(temper.Folder.Files(), file => file.StartsWith("runs", StringComparison.Ordinal));
    }

    private void Write(string name, string json) => temper.Folder.Write(name, Encoding.UTF8.GetBytes(json));

    private static JsonElement.ArrayEnumerator Regularizers(JsonElement record) => record.GetProperty("spec").GetProperty("regularizers").EnumerateArray();
}
