using Temper.Export;
using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Files that commands are given as links and through pipes.</summary>
public sealed class FileKindTests
{
    private const int Side = TinyModels.Side;

    /// <summary>Calls with FILE in the place of a file's name, and that file.</summary>
    private static readonly Dictionary<string, (string File, string Call)> Calls = new()
    {
        ["a picture"] = ("left.png", "predict run FILE --json"),
        ["a model"] = ("run/model.safetensors", "predict FILE left.png --json"),
        ["a spec"] = ("net.json", "train --spec FILE --print-spec"),
        ["a state dict"] = ("state.safetensors", "import FILE --hidden 4 --size 3x2 --classes a,b,c --out made.safetensors --force"),
        ["classes"] = ("classes.txt", "import state.safetensors --hidden 4 --size 3x2 --classes FILE --out made.safetensors --force"),
        ["the spec of a state dict"] = ("named.json", "import state.safetensors --spec FILE --size 3x2 --classes a,b,c --out made.safetensors --force"),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_command_is_given_may_be_a_link_or_come_through_a_pipe(string name)
    {
        SpecialFiles.SkipOnWindows();
        using var temper = Prepared();
        var (file, call) = Calls[name];
        File.CreateSymbolicLink(temper.Folder.Sub("link"), file);
        File.CreateSymbolicLink(temper.Folder.Sub("second"), "link");
        SpecialFiles.Pipe(temper.Folder.Sub("pipe"), File.ReadAllBytes(temper.Folder.Sub(file)));
        var expected = await Call(file);
        expected.Returned(0);
        foreach (var path in new[] { "link", "second", "pipe" })
        {
            var result = (await Call(path)).Returned(0);
            Assert.Equal(expected.Out, result.Out.Replace($"\"{path}\"", $"\"{file}\"", StringComparison.Ordinal));
        }

        SpecialFiles.Pipe(temper.Folder.Sub("waiting"));
        Assert.Equal(130, (await temper.CancelledAsync(TimeSpan.FromMilliseconds(100), Arguments("waiting"))).ExitCode);

        Task<CliResult> Call(string path) => temper.RunAsync(Arguments(path));

        string[] Arguments(string path) => [.. call.Split(' ').Select(word => word == "FILE" ? path : word)];
    }

    [Fact]
    public async Task A_picture_may_come_from_standard_input()
    {
        using var temper = Prepared();
        temper.Input = () => new ForwardOnly(new MemoryStream(File.ReadAllBytes(temper.Folder.Sub("left.png"))));
        var picture = (await temper.RunAsync("predict", "run", "-", "--json")).Returned(0).Json()[0];
        Assert.Equal("-", picture.Text("file"));
        Assert.Equal("left", picture.GetProperty("guesses")[0].Text("class"));
        (await temper.RunAsync("predict", "run", "-", "-")).Returned(2).IsOneError("standard input", "once");
        temper.Input = () => new MemoryStream([.. "text"u8]);
        (await temper.RunAsync("predict", "run", "-")).Returned(3).IsOneError("standard input: is neither a PNG nor a JPEG file");
        temper.Input = () => new MemoryStream([]);
        (await temper.RunAsync("predict", "run", "-")).Returned(3).IsOneError("standard input: the file is empty");
        temper.Input = () => new Endless([]);
        (await temper.RunAsync("predict", "run", "-")).Returned(3).IsOneError("standard input: more than 67108864 bytes");
    }

    [Fact]
    public async Task The_files_of_a_data_folder_may_be_links_and_pipes()
    {
        SpecialFiles.SkipOnWindows();
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "real/");
        temper.Folder.Write("real/classes.txt", [.. "x\ny\nz\n"u8]);
        var expected = (await temper.RunAsync("data", "info", "real", "--json")).Returned(0).Out;
        Directory.CreateDirectory(temper.Folder.Sub("links"));
        Directory.CreateDirectory(temper.Folder.Sub("pipes"));
        foreach (var name in TinyData.Names.Append("classes.txt"))
        {
            File.CreateSymbolicLink(temper.Folder.Sub("links", name), Path.Combine("..", "real", name));
            var bytes = File.ReadAllBytes(temper.Folder.Sub("real", name));
            SpecialFiles.Pipe(temper.Folder.Sub("pipes", name), name.StartsWith("train", StringComparison.Ordinal) ? IdxBytes.Gzip(bytes) : bytes);
        }

        foreach (var folder in new[] { "links", "pipes" })
        {
            var result = (await temper.RunAsync("data", "info", folder, "--json")).Returned(0).Out;
            Assert.Equal(expected, result.Replace($"/{folder}\"", "/real\"", StringComparison.Ordinal).Replace($"\"{folder}\"", "\"real\"", StringComparison.Ordinal));
        }

        File.Delete(temper.Folder.Sub("links", "classes.txt"));
        Directory.CreateDirectory(temper.Folder.Sub("links", "classes.txt"));
        (await temper.RunAsync("data", "info", "links")).Returned(3).IsOneError("classes.txt: is a folder, expected a text file with one class name a line");
    }

    [Fact]
    public async Task Exported_files_are_written_through_links_and_measured_behind_them()
    {
        SpecialFiles.SkipOnWindows();
        using var temper = Prepared();
        File.CreateSymbolicLink(temper.Folder.Sub("link.st"), "target.st");
        File.CreateSymbolicLink(temper.Folder.Sub("second.st"), "link.st");

        var facts = (await temper.RunAsync("export", "run", "--safetensors", "second.st", "--force", "--json")).Returned(0).Json()[0];

        Assert.Equal("target.st", new FileInfo(temper.Folder.Sub("link.st")).LinkTarget);
        Assert.Equal(new FileInfo(temper.Folder.Sub("target.st")).Length, facts.Whole("bytes"));
        File.CreateSymbolicLink(temper.Folder.Sub("one"), "two");
        File.CreateSymbolicLink(temper.Folder.Sub("two"), "one");
        (await temper.RunAsync("export", "run", "--safetensors", "one", "--force")).Returned(5).IsOneError("is a link that leads back to itself");
    }

    [Fact]
    public void A_store_may_be_a_link_even_to_nothing_yet()
    {
        SpecialFiles.SkipOnWindows();
        using var folder = new TempFolder();
        folder.Write("empty", []);
        Directory.CreateDirectory(folder.Sub("real"));
        foreach (var (link, target) in new[] { ("link", Path.Combine("real", "store")), ("second", "link"), ("to-empty", "empty") })
        {
            File.CreateSymbolicLink(folder.Sub(link), target);
            using (RunStore.Open(folder.Sub(link), TimeProvider.System))
            {
            }

            using (RunStore.Open(folder.Sub(link), TimeProvider.System))
            {
            }

            Assert.NotNull(new FileInfo(folder.Sub(link)).LinkTarget);
        }

        Assert.True(new FileInfo(folder.Sub("real", "store")).Length > 0);
        File.CreateSymbolicLink(folder.Sub("one"), "two");
        File.CreateSymbolicLink(folder.Sub("two"), "one");
        SpecialFiles.Pipe(folder.Sub("pipe"));
        foreach (var name in new[] { "one", "pipe", "real" })
        {
            var error = Assert.ThrowsAny<Exception>(() => RunStore.Open(folder.Sub(name), TimeProvider.System));
            Assert.True(error is TemperException or IOException, error.ToString());
            Assert.Contains(folder.Sub(name), error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private static CliRunner Prepared()
    {
        var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());
        temper.Folder.Write("left.png", TestPictures.Png(TestPictures.Block(left: true), Side, Side));
        temper.Folder.Write("net.json", [.. "{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":3}]}"u8]);
        temper.Folder.Write("named.json", [.. "{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":4},{\"type\":\"ReLU\"},{\"type\":\"Linear\",\"outFeatures\":3}]}"u8]);
        temper.Folder.Write("classes.txt", [.. "a\nb\nc\n"u8]);
        SafeTensors.Save(temper.Folder.Sub("state.safetensors"), TinyModels.Random().State, new Dictionary<string, string>());
        return temper;
    }
}
