using System.Xml.Linq;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class DataCommandTests
{
    [Fact]
    public async Task List_says_where_each_set_is_and_where_it_was_looked_for()
    {
        using var temper = new CliRunner();
        var missing = (await temper.RunAsync("data", "list")).Returned(0);
        Assert.Contains("not here; temper data fetch fashion-mnist", missing.Out, StringComparison.Ordinal);
        Assert.Contains("looked in TEMPER_DATA: not set", missing.Out, StringComparison.Ordinal);
        Assert.Contains("built in", missing.Out, StringComparison.Ordinal);
        TinyData.WriteTo(temper.Folder, "data/fashion-mnist/");
        temper.With("TEMPER_DATA", temper.Folder.Sub("data"));
        var found = (await temper.RunAsync("data", "list", "--json")).Returned(0);
        Assert.Equal("", found.Error);
        var sets = found.Json().EnumerateArray().ToArray();
        Assert.Equal(["fashion-mnist", "garments"], sets.Select(set => set.GetProperty("name").GetString()!));
        Assert.Equal(temper.Folder.Sub("data", "fashion-mnist"), sets[0].GetProperty("foundIn").GetString());
        Assert.Equal("built in", sets[1].GetProperty("foundIn").GetString());
        Assert.Equal(60_000, sets[1].GetProperty("trainImages").GetInt32());
        Assert.Equal(28, sets[1].GetProperty("height").GetInt32());
        Assert.Equal(10, sets[1].GetProperty("classNames").GetArrayLength());
        Assert.Empty(temper.Mirror.Asked);
    }

    [Fact]
    public async Task Info_counts_and_measures()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        temper.Folder.Write("mine/classes.txt", [.. "hat\nsock\nglove\n"u8]);
        var facts = (await temper.RunAsync("data", "info", "mine", "--json")).Returned(0).Json();
        Assert.Equal("mine", facts.GetProperty("name").GetString());
        Assert.Equal(temper.Folder.Sub("mine"), facts.GetProperty("source").GetString());
        Assert.Equal(64, facts.GetProperty("hash").GetString()!.Length);
        Assert.Equal((3, 2), (facts.GetProperty("height").GetInt32(), facts.GetProperty("width").GetInt32()));
        var pixels = TinyData.Files[0].Skip(16).Select(pixel => (double)pixel).ToArray();
        var mean = pixels.Average();
        var train = facts.GetProperty("train");
        Assert.Equal(6, train.GetProperty("images").GetInt32());
        Assert.Equal(mean, train.GetProperty("pixelMean").GetDouble(), 9);
        Assert.Equal(Math.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean))), train.GetProperty("pixelStd").GetDouble(), 9);
        Assert.Equal(pixels.Min(), train.GetProperty("pixelMin").GetDouble());
        Assert.Equal(pixels.Max(), train.GetProperty("pixelMax").GetDouble());
        var glove = facts.GetProperty("classes")[2];
        Assert.Equal("glove", glove.GetProperty("name").GetString());
        Assert.Equal((2, 2, 1), (glove.GetProperty("label").GetInt32(), glove.GetProperty("train").GetInt32(), glove.GetProperty("test").GetInt32()));
        var text = (await temper.RunAsync("data", "info", "./mine")).Returned(0);
        Assert.Contains("2  glove", text.Out, StringComparison.Ordinal);
        Assert.Contains(facts.GetProperty("hash").GetString()!, text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_are_not_to_be_had_are_one_line()
    {
        using var temper = new CliRunner();
        (await temper.RunAsync("data", "info", "bogus")).Returned(3).IsOneError("bogus", "garments");
        (await temper.RunAsync("data", "show", "./nowhere")).Returned(3).IsOneError("no such folder");
        Assert.Empty(temper.Mirror.Asked);
        (await temper.RunAsync("data", "fetch", "fashion-mnist")).Returned(3).IsOneError("cannot be had");
        (await temper.RunAsync("data", "fetch", "mine")).Returned(3).IsOneError("There is no data set \"mine\"");
    }

    [Fact]
    public async Task Fetch_brings_a_set_into_the_cache_once()
    {
        using var temper = new CliRunner { Mirror = new FakeMirror(FakeMirror.Good), IsTerminal = true };
        temper.With("NO_COLOR", "1");
        var first = (await temper.RunAsync("data", "fetch", "fashion-mnist")).Returned(0);
        Assert.Contains("Fetching train-images-idx3-ubyte.gz from", first.Out, StringComparison.Ordinal);
        Assert.Contains($"fashion-mnist: 6 + 3 images in {temper.Folder.Sub("cache")}", first.Out, StringComparison.Ordinal);
        Assert.Contains("100%", first.Error, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(temper.Folder.Sub("cache")).Length);
        var asked = temper.Mirror.Asked.Count;
        var second = (await temper.RunAsync("data", "fetch", "fashion-mnist", "--quiet")).Returned(0);
        Assert.Single(second.Lines());
        Assert.Equal(asked, temper.Mirror.Asked.Count);
    }

    [Fact]
    public async Task A_redirected_fetch_shows_no_bar()
    {
        using var temper = new CliRunner { Mirror = new FakeMirror(FakeMirror.Good) };
        var result = (await temper.RunAsync("data", "fetch", "fashion-mnist")).Returned(0);
        Assert.Equal("", result.Error);
        Assert.Equal(5, result.Lines().Length);
    }

    [Fact]
    public async Task Built_in_data_need_no_fetching()
    {
        using var temper = new CliRunner();
        Assert.Contains("built in", (await temper.RunAsync("data", "fetch", "garments")).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_draws_in_colour_or_in_shades_and_writes_no_file_unasked()
    {
        using var temper = new CliRunner { IsTerminal = true };
        temper.With("TERM", "xterm");
        TinyData.WriteTo(temper.Folder, "mine/");
        var before = temper.Folder.Files();
        var coloured = (await temper.RunAsync("data", "show", "mine", "--count", "2")).Returned(0);
        Assert.Contains("\u001b[38;2;", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Guess", coloured.Out, StringComparison.Ordinal);
        temper.IsTerminal = false;
        var plain = (await temper.RunAsync("data", "show", "mine", "--count", "2")).Returned(0);
        Assert.DoesNotContain('\u001b', plain.Out);
        Assert.True(plain.Out.AsSpan().IndexOfAny("░▒▓█") >= 0);
        Assert.Equal(before, temper.Folder.Files());
    }

    [Fact]
    public async Task Show_picks_a_class_by_seed_and_writes_the_file_asked_for()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        temper.Folder.Write("mine/classes.txt", [.. "hat\nsock\nglove\n"u8]);
        var result = (await temper.RunAsync("data", "show", "mine", "--class", "SOCK", "--count", "3", "--out", "pictures/socks.svg")).Returned(0);
        var path = temper.Folder.Sub("pictures", "socks.svg");
        Assert.Equal([$"Written: {path}"], result.Lines());
        Assert.Contains("only 2", result.Error, StringComparison.Ordinal);
        var svg = XDocument.Load(path);
        Assert.Equal(2, svg.Descendants().Count(element => element.Name.LocalName == "image"));
        Assert.Equal(2, svg.Descendants().Count(element => element.Name.LocalName == "text" && element.Value == "sock"));
        Assert.DoesNotContain("Guess", svg.ToString(), StringComparison.Ordinal);

        string[] show = ["data", "show", "mine", "--count", "3"];
        var one = (await temper.RunAsync(show)).Out;
        Assert.Equal(one, (await temper.RunAsync([.. show, "--seed", "1"])).Out);
        Assert.Contains(Enumerable.Range(2, 9), seed => temper.RunAsync([.. show, "--seed", $"{seed}"]).GetAwaiter().GetResult().Out != one);
    }

    [Theory]
    [InlineData(3, "--class", "scarf", "scarf")]
    [InlineData(3, "--class", "7", "\"7\"")]
    [InlineData(3, "--out", "folder.svg", "is a folder, but --out names a file")]
    [InlineData(2, "--out", "folder.svg/", ".svg")]
    [InlineData(2, "--count", "0", "--count")]
    [InlineData(2, "--out", "picture.png", ".svg")]
    [InlineData(2, "--seed", "-1", "-1")]
    public async Task Show_refuses_what_it_cannot_do(int exitCode, string option, string value, string part)
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        Directory.CreateDirectory(temper.Folder.Sub("folder.svg"));
        (await temper.RunAsync("data", "show", "mine", option, value)).Returned(exitCode).IsOneError(part);
    }

    [Fact]
    public async Task An_unwritable_place_is_an_output_error()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        temper.Folder.Write("file", [1]);
        (await temper.RunAsync("data", "show", "mine", "--out", "file/below.svg")).Returned(5).IsOneError("file");
    }
}
