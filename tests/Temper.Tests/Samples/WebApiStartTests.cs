using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Onnx;
using Temper.Data;
using Temper.Export;
using Temper.Tests.Cli;
using Temper.Tests.Data;
using Temper.Tests.Export;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>samples/WebApi: what it cannot start with is told in one line, with exit code 2.</summary>
public sealed class WebApiStartTests
{
    [Theory]
    [InlineData("no model", "No model is named; give --model FILE")]
    [InlineData("no such file", "nowhere.onnx: no such file; give --model FILE")]
    [InlineData("a folder", ": no such file")]
    [InlineData("not a model", "not.safetensors: not a sound safetensors file")]
    [InlineData("diverged", "its training has diverged")]
    [InlineData("limit of 0", "MaxUploadBytes is 0, expected 1 to 67108864.")]
    [InlineData("--MaxUploadSeconds", "MaxUploadSeconds is -1, expected 1 to 3600.")]
    [InlineData("--MaxBytesInFlight", "MaxBytesInFlight is -1, expected 4194304 to 1073741824.")]
    [InlineData("--MaxConnections", "MaxConnections is -1, expected 1 to 10000.")]
    [InlineData("--LargePixels", "LargePixels is -1, expected 0 to 2147483647.")]
    [InlineData("--MaxWaiting", "MaxWaiting is -1, expected 0 to 10000.")]
    [InlineData("--MaxWaitingLarge", "MaxWaitingLarge is -1, expected 0 to 10000.")]
    [InlineData("--DeadlineSeconds", "DeadlineSeconds is -1, expected 1 to 3600.")]
    [InlineData("no limit", "'some' at 'MaxUploadBytes'")]
    [InlineData("no address", "Invalid url: 'nonsense'")]
    [InlineData("taken address", "address already in use")]
    public Task A_bad_start_is_one_line(string what, string words) => IsRefusedAsync(what, words);

    [Theory]
    [InlineData("not a graph", "not.onnx: ONNX Runtime cannot load it")]
    [InlineData("logits", "logits.onnx: does not give probabilities; make it with temper export MODEL --onnx FILE --softmax.")]
    [InlineData("floats", "floats.onnx: does not take raw bytes; make it with temper export MODEL --onnx FILE --softmax, without --floats.")]
    [InlineData("another's graph", "other.onnx: its metadata do not name classes and picture size; make it with temper export")]
    [InlineData("wrong size", "wrong.onnx: its metadata do not name classes and picture size")]
    public Task A_graph_that_cannot_be_used_is_one_line(string what, string words)
    {
        OnnxRuntimePlatform.SkipUnlessSupported();
        return IsRefusedAsync(what, words);
    }

    private static async Task IsRefusedAsync(string what, string words)
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var result = (await WebApiServer.RunAsync(Arguments(what, folder, taken))).Returned(2);
        Assert.Equal("", result.Out);
        Assert.Single(result.Error.TrimEnd('\r', '\n').Split('\n'));
        Assert.StartsWith("WebApi: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static string[] Arguments(string what, TempFolder folder, TcpListener taken)
    {
        var model = TinyModels.SideTeller();
        var sound = folder.Sub("sound.safetensors");
        ModelFile.Save(sound, model);
        return what switch
        {
            "no model" => [],
            "no such file" => ["--model", folder.Sub("nowhere.onnx")],
            "a folder" => ["--model", folder.Path],
            "not a model" => ["--model", folder.Write("not.safetensors", [1, 2, 3])],
            "diverged" => ["--model", Saved("nan.safetensors", path => ModelFile.Save(path, TinyModels.SideTeller(float.NaN)))],
            "limit of 0" => ["--model", sound, "--MaxUploadBytes", "0"],
            ['-', '-', ..] => ["--model", sound, what, "-1"],
            "no limit" => ["--model", sound, "--MaxUploadBytes", "some"],
            "no address" => ["--model", sound, "--urls", "nonsense"],
            "taken address" => ["--model", sound, "--urls", $"http://{taken.LocalEndpoint}"],
            "not a graph" => ["--model", folder.Write("not.onnx", [1, 2, 3])],
            "logits" => ["--model", Saved("logits.onnx", path => OnnxFile.Save(path, model))],
            "floats" => ["--model", Saved("floats.onnx", path => OnnxFile.Save(path, model, new OnnxOptions { Softmax = true, Scale = false }))],
            "another's graph" => ["--model", Edited("other.onnx", graph => graph.MetadataProps.Clear())],
            _ => ["--model", Edited("wrong.onnx", graph => graph.MetadataProps.Single(entry => entry.Key == "temper.shape").Value = "1 9 7")],
        };

        string Saved(string name, Action<string> save)
        {
            save(folder.Sub(name));
            return folder.Sub(name);
        }

        string Edited(string name, Action<ModelProto> edit)
        {
            using var stream = new MemoryStream();
            OnnxFile.Write(stream, model, new OnnxOptions { Softmax = true });
            var graph = ModelProto.Parser.ParseFrom(stream.ToArray());
            edit(graph);
            return folder.Write(name, graph.ToByteArray());
        }
    }
}
