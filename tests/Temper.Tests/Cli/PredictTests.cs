using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class PredictTests
{
    private const int Side = TinyModels.Side;

    // The block has 12 pixels of weight 1/8 on one side: the logits are 1.5 and 0.
    private static readonly double Sure = Math.Exp(1.5) / (Math.Exp(1.5) + 1);

    [Fact]
    public async Task Guesses_come_with_the_softmax_of_the_logits()
    {
        using var temper = Prepared();
        var result = (await temper.RunAsync("predict", "run", "left.png", "right.png", "--json")).Returned(0);
        Assert.Equal("", result.Error);
        var pictures = result.Json().EnumerateArray().ToArray();
        Assert.Equal(["left.png", "right.png"], pictures.Select(picture => picture.GetProperty("file").GetString()!));
        foreach (var (picture, name, label) in pictures.Zip(["left", "right"], [0, 1]))
        {
            Assert.False(picture.GetProperty("inverted").GetBoolean());
            var guesses = picture.GetProperty("guesses").EnumerateArray().ToArray();
            Assert.Equal(2, guesses.Length);
            Assert.Equal(name, guesses[0].GetProperty("class").GetString());
            Assert.Equal(label, guesses[0].GetProperty("label").GetInt32());
            Assert.Equal(Sure, guesses[0].GetProperty("probability").GetDouble(), 9);
            Assert.Equal(1 - Sure, guesses[1].GetProperty("probability").GetDouble(), 9);
        }
    }

    [Fact]
    public async Task A_large_dark_on_light_jpeg_is_brought_to_the_models_form_and_that_is_said()
    {
        using var temper = Prepared();
        temper.Folder.Write("large.jpg", TestPictures.Jpeg(TestPictures.Block(left: true, darkOnLight: true, factor: 32), Side * 32, Side * 32));
        var json = (await temper.RunAsync("predict", "run", "large.jpg", "--json")).Returned(0).Json()[0];
        Assert.True(json.GetProperty("inverted").GetBoolean());
        Assert.Equal("left", json.GetProperty("guesses")[0].GetProperty("class").GetString());
        Assert.Equal(Sure, json.GetProperty("guesses")[0].GetProperty("probability").GetDouble(), 2);
        var text = (await temper.RunAsync("predict", "run", "large.jpg")).Returned(0);
        Assert.Contains("large.jpg: dark on light, so it was inverted.", text.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("inverted", (await temper.RunAsync("predict", "run", "large.jpg", "--quiet")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_names_as_many_classes_as_asked_for()
    {
        using var temper = Prepared();
        var lines = (await temper.RunAsync("predict", "run/model.safetensors", "left.png", "--top", "1")).Returned(0).Lines();
        Assert.Equal(["Picture   Probability  Class", "--------  -----------  -----", "left.png       81.76%  left"], lines.Take(3));
        Assert.Equal(4, (await temper.RunAsync("predict", "run", "left.png", "--top", "9", "-q")).Returned(0).Lines().Length);
        (await temper.RunAsync("predict", "run", "left.png", "--top", "0")).Returned(2).IsOneError("--top");
    }

    [Fact]
    public async Task One_bad_picture_does_not_keep_the_others_from_being_answered()
    {
        using var temper = Prepared();
        temper.Folder.Write("bad.png", [.. "text"u8]);
        var result = (await temper.RunAsync("predict", "run", "left.png", "bad.png", "missing.jpg", "right.png", "--json")).Returned(3);
        Assert.Equal(["left.png", "right.png"], result.Json().EnumerateArray().Select(picture => picture.GetProperty("file").GetString()!));
        var errors = result.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(2, errors.Length);
        Assert.Contains("bad.png: is neither a PNG nor a JPEG", errors[0], StringComparison.Ordinal);
        Assert.Contains("missing.jpg: no such file", errors[1], StringComparison.Ordinal);
        (await temper.RunAsync("predict", "run", "bad.png")).Returned(3).IsOneError("bad.png");
        Assert.Equal("[]", (await temper.RunAsync("predict", "run", "bad.png", "--json")).Returned(3).Out.Trim());
    }

    [Fact]
    public async Task Wide_margins_are_pointed_out_and_trimmed_on_request()
    {
        using var temper = Prepared();
        var values = new byte[64 * 64];
        for (var i = 0; i < values.Length; i++)
        {
            // 8 x 8 pixels, of which the left half is bright and the right half is just no margin.
            values[i] = (i / 64, i % 64) is ( >= 28 and < 36, >= 28 and < 36) ? (byte)(i % 64 < 32 ? 255 : 16) : (byte)0;
        }

        temper.Folder.Write("far.png", TestPictures.Png(values, 64, 64));
        Assert.Contains("far.png: has wide margins; --trim", (await temper.RunAsync("predict", "run", "far.png")).Returned(0).Out, StringComparison.Ordinal);
        var trimmed = (await temper.RunAsync("predict", "run", "far.png", "--trim", "--json")).Returned(0).Json()[0].GetProperty("guesses")[0];
        Assert.Equal("left", trimmed.GetProperty("class").GetString());
        Assert.True(trimmed.GetProperty("probability").GetDouble() > 0.97);
    }

    [Fact]
    public async Task A_diverged_model_is_an_error()
    {
        using var temper = Prepared();
        var run = TinyModels.Save(temper, TinyModels.SideTeller(float.NaN), "diverged");
        (await temper.RunAsync("predict", run, "left.png")).Returned(3).IsOneError("diverged");
    }

    [Fact]
    public async Task Control_characters_of_a_name_do_not_reach_the_terminal()
    {
        using var temper = Prepared();
        var name = OperatingSystem.IsWindows() ? "left.png" : "le\u001b[31mft.png";
        temper.Folder.Write(name, TestPictures.Png(TestPictures.Block(left: true), Side, Side));
        var result = (await temper.RunAsync("predict", "run", name, "\u001bmissing")).Returned(3);
        Assert.DoesNotContain('\u001b', result.Out);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.Equal(name, (await temper.RunAsync("predict", "run", name, "--json")).Returned(0).Json()[0].GetProperty("file").GetString());
    }

    private static CliRunner Prepared()
    {
        var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());
        temper.Folder.Write("left.png", TestPictures.Png(TestPictures.Block(left: true), Side, Side));
        temper.Folder.Write("right.png", TestPictures.Png(TestPictures.Block(left: false), Side, Side));
        return temper;
    }
}
