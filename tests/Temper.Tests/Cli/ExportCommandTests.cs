using Microsoft.ML.OnnxRuntime;
using Temper.Export;
using Temper.Tests.Export;
using Temper.Tests.Prediction;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task A_model_is_written_in_both_formats()
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, PredictedModels.Of("M5sound", side: 6, hidden: 5));

        var result = (await temper.RunAsync("export", "run", "--onnx", "out/net.onnx", "--fold", "--softmax", "--safetensors", "net.st")).Returned(0);

        Assert.Contains("input: uint8 [batch, 36]", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Contains("probabilities: float [batch, 10]", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 2 BatchNorms", result.Out + result.Error, StringComparison.Ordinal);
        OnnxRuntimePlatform.SkipUnlessSupported();
        using var session = new InferenceSession(temper.Folder.Sub("out", "net.onnx"));
        Assert.Equal(["probabilities"], session.OutputNames);
        var (tensors, metadata) = SafeTensors.Load(temper.Folder.Sub("net.st"));
        Assert.Equal("pt", Assert.Single(metadata).Value);
        Assert.Contains(tensors, tensor => tensor.Name == "bn1.num_batches_tracked" && tensor.IsInteger);
    }

    [Fact]
    public async Task Json_tells_what_was_written()
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());

        var files = (await temper.RunAsync("export", "run/model.safetensors", "--onnx", "net.onnx", "--floats", "--json")).Returned(0).Json();

        var file = Assert.Single(files.EnumerateArray());
        Assert.Equal(("onnx", "input: float [batch, 64]", "logits: float [batch, 2]"), (file.Text("format"), file.Text("input"), file.Text("output")));
        Assert.Equal(new FileInfo(temper.Folder.Sub("net.onnx")).Length, file.Whole("bytes"));
        Assert.Equal(["Gemm"], file.GetProperty("operators").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(["file", "format", "bytes", "input", "output", "operators", "folded", "tensors"], file.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_file_is_replaced_only_with_force()
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());
        File.WriteAllText(temper.Folder.Sub("net.onnx"), "mine");

        (await temper.RunAsync("export", "run", "--onnx", "net.onnx")).Returned(3).IsOneError("net.onnx", "--force");
        Assert.Equal("mine", File.ReadAllText(temper.Folder.Sub("net.onnx")));

        (await temper.RunAsync("export", "run", "--onnx", "net.onnx", "--force")).Returned(0);
        Assert.NotEqual("mine", File.ReadAllText(temper.Folder.Sub("net.onnx")));
    }

    [Theory]
    [InlineData(2, "export run", "--onnx FILE or --safetensors FILE")]
    [InlineData(2, "export run --fold --safetensors a.st", "--fold")]
    [InlineData(2, "export run --onnx same --safetensors ./same", "each its own")]
    [InlineData(2, "export run --onnx run/model.safetensors --force", "the model itself")]
    [InlineData(2, "export nothing --onnx same --safetensors ./same", "each its own")]
    [InlineData(2, "export nothing --onnx ./nothing", "the model itself")]
    [InlineData(2, "export nothing --onnx new/", "names a folder")]
    [InlineData(3, "export run --onnx run", "is a folder, but --onnx names a file")]
    [InlineData(3, "export run --safetensors run --force", "is a folder, but --safetensors names a file")]
    [InlineData(2, "export run --onnx new/", "names a folder")]
    [InlineData(2, "export run --onnx --softmax", "received --softmax")]
    [InlineData(2, "predict run one.png --tpo 3", "--tpo")]
    [InlineData(3, "export nothing --onnx a.onnx", "no such model")]
    public async Task What_cannot_be_done_is_one_line_and_writes_nothing(int code, string arguments, string part)
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());
        var before = temper.Folder.Files();

        (await temper.RunAsync(arguments.Split(' '))).Returned(code).IsOneError(part);

        Assert.Equal(before, temper.Folder.Files());
    }

    [Fact]
    public async Task A_diverged_model_is_exported_with_a_warning()
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller(float.NaN));

        var result = (await temper.RunAsync("export", "run", "--onnx", "net.onnx")).Returned(0);

        Assert.Contains("not finite", result.Error, StringComparison.Ordinal);
    }
}
