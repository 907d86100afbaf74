using System.Reflection;
using System.Text.RegularExpressions;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Images;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Prediction;
using Temper.Tests.Cli;
using Temper.Tests.Data;
using Temper.Tests.Export;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests;

/// <summary>Every reader of a file takes whatever can be opened and read: it asks the open file, never its path.</summary>
public sealed class FileReaderTests
{
    /// <summary>Readers by name: a file that they take, and what they make of it.</summary>
    private static readonly Dictionary<string, (Func<byte[]> File, Func<string, CancellationToken, object> Read)> Readers = new()
    {
        ["InputFile.ReadAllBytes"] = (() => [1, 2, 3], (path, token) => Convert.ToHexString(InputFile.ReadAllBytes(path, 1000, cancellationToken: token))),
        ["InputFile.ReadAllText"] = (() => [.. "text"u8], (path, token) => InputFile.ReadAllText(path, 1000, cancellationToken: token)),
        ["InputFile.Open"] = (() => [1, 2, 3], (path, token) =>
        {
            using var stream = InputFile.Open(path, cancellationToken: token);
            return Convert.ToHexString(InputFile.ReadAllBytes(stream, path, 1000, cancellationToken: token));
        }),
        ["IdxFile.Read"] = (() => IdxBytes.Images(5, 4, 3), (path, token) => IdxFile.Read(path, IdxKind.Images, token).ContentSha256()),
        ["IdxFile.Read gzip"] = (() => [.. IdxBytes.Gzip(IdxBytes.Images(5, 4, 3)[..20]), .. IdxBytes.Gzip(IdxBytes.Images(5, 4, 3)[20..])], (path, token) => IdxFile.Read(path, IdxKind.Images, token).ContentSha256()),
        ["SafeTensors.Load"] = (Model, (path, token) => RunId.HashOf(SafeTensors.Load(path, token).Tensors)),
        ["ModelFile.Load"] = (Model, (path, token) => RunId.HashOf(ModelFile.Load(path, token).State)),
        ["Predictor.Load"] = (Model, (path, _) =>
        {
            using var predictor = Predictor.Load(path);
            return predictor.Classes;
        }),
        ["CheckpointFile.Load"] = (Checkpoint, (path, token) => RunId.HashOf(CheckpointFile.Load(path, token).State)),
        ["SpecJson.ReadText"] = (Spec, (path, token) => SpecJson.Write(SpecJson.ReadSpec(SpecJson.ReadText(path, token), path))),
        ["Arms.Read"] = (Spec, (path, _) => SpecJson.Write(Arms.Read(path, new ArmSettings(Temper.Lab.Runs.Protocol.Sound, 5), Path.GetTempPath()).Spec)),
        ["ArmText.ReadFile"] = (Spec, (path, _) => SpecJson.Write(ArmText.ReadFile(path, Path.GetTempPath(), epochs: null, learningRate: null, readFile: null).Spec)),
        ["ImageInput.Load"] = (() => TestPictures.Png(TestPictures.Block(left: true), 8, 8), (path, token) => Convert.ToHexString(ImageInput.Load(path, 8, 8, cancellationToken: token).Pixels)),
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    /// <summary>What is tested by itself: a store, which SQLite opens, and records.</summary>
    private static readonly string[] Others = ["RunStore.Open", "RunStore.OpenExisting", "RecordJson.ReadRun"];

    [Fact]
    public void Every_reader_is_tested()
    {
        var found =
            from assembly in new[] { typeof(IdxFile).Assembly, typeof(RunId).Assembly }
            from type in assembly.GetExportedTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where Regex.IsMatch(method.Name, "^(Load|Read|Open)") && method.GetParameters() is [{ Name: "path" }, ..]
            select $"{type.Name}.{method.Name}";
        Assert.Empty(found.Except(Readers.Keys).Except(Others));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_link_a_link_to_a_link_and_a_pipe_are_read_like_the_file(string name)
    {
        SpecialFiles.SkipOnWindows();
        using var folder = new TempFolder();
        var (file, read) = Readers[name];
        var bytes = file();
        folder.Write("real/file", bytes);
        File.CreateSymbolicLink(folder.Sub("link"), Path.Combine("real", "file"));
        File.CreateSymbolicLink(folder.Sub("second"), "link");
        Directory.CreateSymbolicLink(folder.Sub("way"), "real");
        var expected = read(folder.Sub("real", "file"), TestContext.Current.CancellationToken);
        foreach (var path in new[] { folder.Sub("link"), folder.Sub("second"), folder.Sub("way", "file"), SpecialFiles.Pipe(folder.Sub("pipe"), bytes) })
        {
            Assert.Equal(expected, read(path, TestContext.Current.CancellationToken));
            Assert.Equal(expected, read(path.EndsWith("pipe", StringComparison.Ordinal) ? SpecialFiles.Pipe(folder.Sub("another"), bytes) : path, CancellationToken.None));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_cannot_be_read_is_told_in_one_line(string name)
    {
        SpecialFiles.SkipOnWindows();
        using var folder = new TempFolder();
        var read = Readers[name].Read;
        File.CreateSymbolicLink(folder.Sub("dangling"), "nowhere");
        File.CreateSymbolicLink(folder.Sub("far"), "dangling");
        File.CreateSymbolicLink(folder.Sub("one"), "two");
        File.CreateSymbolicLink(folder.Sub("two"), "one");
        folder.Write("file", [1]);
        Directory.CreateDirectory(folder.Sub("folder"));
        foreach (var (path, part) in new[]
        {
            ("missing", "no such file"),
            ("folder", "is a folder, expected "),
            ("dangling", $"is a link to {folder.Sub("nowhere")}, which is not there"),
            ("far", $"is a link to {folder.Sub("nowhere")}, which is not there"),
            ("one", "is a link that leads back to itself"),
            ("file/below", ""),
        })
        {
            var full = folder.Sub(path.Split('/'));
            var error = Assert.ThrowsAny<TemperException>(() => read(full, TestContext.Current.CancellationToken)).Message;
            Assert.Contains($"{full}: ", error, StringComparison.Ordinal);
            Assert.Contains(part, error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pipe_without_a_writer_can_be_given_up(string name)
    {
        SpecialFiles.SkipOnWindows();
        Assert.SkipWhen(name is "Predictor.Load" or "Arms.Read" or "ArmText.ReadFile", "it takes no token");
        using var folder = new TempFolder();
        var pipe = SpecialFiles.Pipe(folder.Sub("pipe"));
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() => Readers[name].Read(pipe, source.Token));

        // A writer who came, wrote nothing and stays.
        using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
        using var later = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        later.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() => Readers[name].Read(pipe, later.Token));
    }

    [Fact]
    public void An_open_pipe_can_be_given_up_with_another_token()
    {
        SpecialFiles.SkipOnWindows();
        using var folder = new TempFolder();
        var pipe = SpecialFiles.Pipe(folder.Sub("pipe"));
        using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
        using var stream = InputFile.Open(pipe, cancellationToken: CancellationToken.None);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() => InputFile.ReadAllBytes(stream, pipe, 1000, cancellationToken: source.Token));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_endless_device_takes_bounded_memory(string name)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");
        var before = GC.GetTotalAllocatedBytes();
        Assert.ThrowsAny<TemperException>(() => Readers[name].Read("/dev/zero", CancellationToken.None));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 600_000_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_empty_file_is_told_in_one_line(string name)
    {
        Assert.SkipWhen(name.StartsWith("InputFile", StringComparison.Ordinal), "there it is sound");
        using var folder = new TempFolder();
        var path = folder.Write("empty", []);
        Assert.DoesNotContain('\n', Assert.ThrowsAny<TemperException>(() => Readers[name].Read(path, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_length_is_what_was_read_not_what_the_system_says()
    {
        Assert.SkipUnless(File.Exists("/proc/self/stat"), "there is no /proc");
        Assert.NotEmpty(InputFile.ReadAllBytes("/proc/self/stat", 100_000));
        using var folder = new TempFolder();
        var path = folder.Write("file", new byte[1000]);
        Assert.Equal(1000, InputFile.ReadAllBytes(path, 1000).Length);
        Assert.Contains("1000 bytes, expected at most 999", Assert.Throws<DataException>(() => InputFile.ReadAllBytes(path, 999)).Message, StringComparison.Ordinal);
        using var endless = new Endless([]);
        Assert.Contains("more than 999 bytes", Assert.Throws<DataException>(() => InputFile.ReadAllBytes(endless, "endless", 999)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_records_file_may_be_a_link()
    {
        SpecialFiles.SkipOnWindows();
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder.Sub("record.json"), "nowhere");
        Assert.Contains("is a link to", Assert.Throws<DataException>(() => RecordJson.ReadRun(folder.Sub("record.json"))).Message, StringComparison.Ordinal);
    }

    private static byte[] Model()
    {
        using var stream = new MemoryStream();
        ModelFile.Save(stream, Models.Fresh());
        return stream.ToArray();
    }

    private static byte[] Checkpoint()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice(threads: 1);
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        CheckpointFile.Save(folder.Sub("c"), trainer.Save());
        return File.ReadAllBytes(folder.Sub("c"));
    }

    private static byte[] Spec() => System.Text.Encoding.UTF8.GetBytes(SpecJson.Write(Trainings.Spec));
}
