using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Temper.Cli;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Whatever a command throws is one line and a documented exit code.</summary>
public sealed class FaultTests
{
    private static readonly (Exception Thrown, int ExitCode)[] Cases =
    [
        (new InvalidOperationException("two\nlines"), ExitCodes.Fault),
        (new NullReferenceException(), ExitCodes.Fault),
        (new ArgumentException("\u001b[31mred", "path"), ExitCodes.Fault),
        (new KeyNotFoundException(""), ExitCodes.Fault),
        (new JsonException("not JSON"), ExitCodes.Fault),
        (new NoMessageException(), ExitCodes.Fault),
        (new OperationCanceledException("nobody asked for it"), ExitCodes.Fault),
        (new AggregateException(), ExitCodes.Fault),
        (new AggregateException(new OperationCanceledException(), new AggregateException(new DataException("gone"))), ExitCodes.BadDataOrConfiguration),
        (new TargetInvocationException(new UsageException("typed")), ExitCodes.Usage),
        (new TypeInitializationException("T", new DllNotFoundException("libe_sqlite3")), ExitCodes.Fault),
        (new SpecException("wrong"), ExitCodes.BadDataOrConfiguration),
        (new OutOfMemoryException(), ExitCodes.BadDataOrConfiguration),
        (new StoreException("damaged"), ExitCodes.BadStore),
        (new DeviceException("lost"), ExitCodes.DeviceFailed),
        (new IOException("disk full"), ExitCodes.InputOutput),
        (new UnauthorizedAccessException("not yours"), ExitCodes.InputOutput),
    ];

    public static TheoryData<string> Commands => new(CommandTree.Leaves().Select(leaf => leaf.Path));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Whatever_a_command_throws_is_one_line_and_an_exit_code_of_the_help(string path)
    {
        var root = CommandTree.Root();
        var leaf = CommandTree.Find(path, root);
        foreach (var (thrown, exitCode) in Cases)
        {
            foreach (var isAsync in new[] { false, true })
            {
                leaf.SetAction((_, _) => isAsync ? Task.FromException<int>(thrown) : throw thrown);
                using var output = new StringWriter();
                using var error = new StringWriter();

                var returned = await CommandLine.RunAsync(root, CommandTree.Call(path, leaf), At(output, error), null, TestContext.Current.CancellationToken);

                new CliResult(returned, output.ToString(), error.ToString()).Returned(exitCode).IsOneError();
                Assert.DoesNotContain('\u001b', error.ToString());
                Assert.Equal(exitCode == ExitCodes.Fault, error.ToString().Contains("a fault in Temper", StringComparison.Ordinal));
                Assert.Contains($"\n  {exitCode} ", ExitCodes.Help.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_stack_trace_is_there_for_a_report()
    {
        using var error = new StringWriter();
        var thrown = Assert.Throws<InvalidOperationException>(() => Thrown());

        Assert.Equal(ExitCodes.Fault, Faults.Tell(thrown, At(TextWriter.Null, error, name => name == Faults.TraceVariable ? "1" : null)));

        Assert.StartsWith("temper: this is a fault in Temper", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), error.ToString(), StringComparison.Ordinal);
        Assert.Contains(Faults.TraceVariable, ExitCodes.Help, StringComparison.Ordinal);

        static void Thrown() => throw new InvalidOperationException("inside");
    }

    [Fact]
    public void A_cancelled_command_says_no_more()
    {
        using var error = new StringWriter();
        var cancelled = new AggregateException(new TaskCanceledException(), new OperationCanceledException());
        Assert.Equal(ExitCodes.Interrupted, Faults.Tell(cancelled, At(TextWriter.Null, error), isCancelled: true));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void A_closed_standard_error_still_leaves_the_exit_code()
    {
        var closed = new StringWriter();
        closed.Dispose();
        Assert.Equal(ExitCodes.Usage, Faults.Tell(new UsageException("typed"), At(TextWriter.Null, closed)));
    }

    [Theory]
    [InlineData("{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":3,\"name\":\"\\ud800\"}]}")]
    [InlineData("{\"layers\":[{\"type\":\"\\ud800\",\"outFeatures\":3}]}")]
    [InlineData("{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":3}],\"optimizer\":{\"name\":\"\\udc00\"}}")]
    [InlineData("{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":3}],\"schedule\":{\"name\":\"a\\ud800b\"}}")]
    [InlineData("{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":3}],\"\\ud800\":1}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("\"\\ud800\"")]
    public async Task Half_a_surrogate_pair_in_a_spec_file_is_one_line(string json)
    {
        using var temper = new CliRunner();
        File.WriteAllText(temper.Folder.Sub("half.json"), json);
        (await temper.RunAsync("train", "--spec", "half.json", "--print-spec")).Returned(3).IsOneError("half.json");
        (await temper.RunAsync("compare", "baseline", "half.json")).Returned(3).IsOneError("half.json");
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public async Task Endless_nesting_is_one_line(char bracket)
    {
        using var temper = new CliRunner();
        var deep = new string(bracket, 200_000);
        File.WriteAllText(temper.Folder.Sub("deep.json"), $"{{\"layers\":{(bracket == '{' ? deep.Replace("{", "{\"a\":", StringComparison.Ordinal) : deep)}");
        (await temper.RunAsync("train", "--spec", "deep.json", "--print-spec")).Returned(3).IsOneError("deep.json");
        temper.Folder.Write("deep.safetensors", [.. BitConverter.GetBytes(200_001L), (byte)'{', .. new byte[200_000].Select(_ => (byte)bracket)]);
        (await temper.RunAsync("evaluate", "deep.safetensors")).Returned(3).IsOneError("deep.safetensors");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_what_is_typed_is_one_line()
    {
        using var temper = new CliRunner();
        foreach (var call in new string[][]
        {
            ["compare", "baseline", "\ud800"], ["train", "--opt", "\ud800=1"], ["train", "--optimizer", "\ud800"], ["factorial", "--factors", "\ud800,l2"], ["\udc00"],
            ["train", "--lr", "\ud800"], ["chapter", "--quirk", "\ud800=on"],
        })
        {
            (await temper.RunAsync(call)).Returned(2).IsOneError();
        }
    }

    [Fact]
    public async Task Class_names_that_are_no_text_are_one_line()
    {
        using var temper = new CliRunner();
        temper.Folder.Write("latin1.txt", [(byte)'a', 0xE9, (byte)'\n', (byte)'b']);
        temper.Folder.Write("half.txt", [(byte)'a', (byte)'\n', 0xED, 0xA0, 0x80]);
        foreach (var file in new[] { "latin1.txt", "half.txt" })
        {
            (await temper.RunAsync("import", "s", "--out", "o", "--hidden", "5", "--classes", file)).Returned(3).IsOneError(file, "UTF-8");
        }

        (await temper.RunAsync("import", "s", "--out", "o", "--hidden", "5", "--classes", "a,\ud800")).Returned(2).IsOneError("--classes", "not plain text");
    }

    [Fact]
    public async Task Spec_files_are_no_factors()
    {
        using var temper = new CliRunner();
        File.WriteAllText(temper.Folder.Sub("my.json"), "{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":10}]}");
        (await temper.RunAsync("factorial", "--factors", "my.json,dropout")).Returned(2).IsOneError("my.json", "a spec file is a whole net");
        (await temper.RunAsync("factorial", "--factors", "dropout,a/b")).Returned(2).IsOneError("a/b", "a spec file is a whole net");
    }

    [Fact]
    public async Task A_working_folder_that_is_gone_is_missed_only_where_it_is_needed()
    {
        using var temper = new CliRunner { IsWithoutFolder = true };
        foreach (var call in new string[][] { ["--version"], ["--help"], ["devices"], ["data", "list"], ["train", "--print-spec"], ["train", "--help"] })
        {
            (await temper.RunAsync(call)).Returned(0);
        }

        var absolute = temper.Folder.Sub("spec.json");
        File.WriteAllText(absolute, "{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":10}]}");
        (await temper.RunAsync("train", "--spec", absolute, "--print-spec")).Returned(0);
        (await temper.RunAsync("runs", "list", "--store", temper.Folder.Sub("none.db"))).Returned(4).IsOneError("none.db");
        foreach (var call in new string[][]
        {
            ["runs", "list"], ["train", "--spec", "spec.json"], ["compare", "baseline", "l2"], ["evaluate", "m"], ["predict", "m", "i"], ["export", "m", "--onnx", "n"],
            ["import", "s", "--out", "o", "--hidden", "5", "--classes", "a,b"], ["report", "1"], ["replay", "1"], ["data", "info", "./x"],
        })
        {
            (await temper.RunAsync(call)).Returned(5).IsOneError("is gone", "absolute paths");
        }
    }

    private static Terminal At(TextWriter output, TextWriter error, Func<string, string?>? environment = null) =>
        new(output, error, false, false, false, 100, environment ?? (_ => null), TimeProvider.System, Path.GetTempPath());

    private sealed class NoMessageException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message either");
    }
}
