using Temper.Cli;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>
/// Runs temper inside the test: a working folder of its own, only the environment variables that the test sets, and in the
/// place of the network a mirror that has nothing. In it, "fashion-mnist" is <see cref="TinyData"/> unless told otherwise.
/// </summary>
internal sealed class CliRunner : IDisposable
{
    private readonly Dictionary<string, string> environment = [];

    /// <summary>The working folder.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>The folder that temper is called in: <see cref="Folder"/> unless set.</summary>
    public string? WorkingFolder { get; set; }

    /// <summary>The mirror; replace it by one that has files.</summary>
    public FakeMirror Mirror { get; set; } = new(_ => (HttpContent?)null);

    /// <summary>What "fashion-mnist" means.</summary>
    public PublishedDataset Published { get; init; } = TinyData.Published;

    /// <summary>Whether "fashion-mnist" means the real one.</summary>
    public bool IsRealData { get; init; }

    /// <summary>Whether standard output and standard error are terminals.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>The GPUs; none unless set, whatever the machine has.</summary>
    public FakeGpus Gpus { get; init; } = new();

    /// <summary>Whether the working folder is gone, as after rmdir in another window.</summary>
    public bool IsWithoutFolder { get; set; }

    /// <summary>The memory that there is; this machine's unless set.</summary>
    public HostMemory Memory { get; set; } = HostMemory.OfProcess;

    /// <summary>Opens standard input; nothing is there unless set.</summary>
    public Func<Stream> Input { get; set; } = () => new MemoryStream();

    /// <summary>Columns.</summary>
    public int Width { get; set; } = 100;

    /// <summary>Sets an environment variable.</summary>
    public CliRunner With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>Calls temper.</summary>
    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        return await RunAsync(args, output, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls temper and presses Ctrl-C when it has written a line with this text.</summary>
    public async Task<CliResult> InterruptAsync(string text, params string[] args)
    {
        using var pressed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new WatchedWriter(line =>
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                pressed.Cancel();
            }
        });
        return await RunAsync(args, output, pressed.Token);
    }

    /// <summary>Calls temper and presses Ctrl-C after a while.</summary>
    public async Task<CliResult> CancelledAsync(TimeSpan after, params string[] args)
    {
        using var pressed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        pressed.CancelAfter(after);
        return await RunAsync(args, output, pressed.Token);
    }

    private async Task<CliResult> RunAsync(string[] args, StringWriter output, CancellationToken cancellationToken)
    {
        using var error = new StringWriter();
        var data = new DatasetCatalogOptions { Handler = Mirror, CacheFolder = Folder.Sub("cache"), Drawing = _ => DrawnGarments.All, Memory = Memory };
        var terminal = new Terminal(
            output,
            error,
            IsTerminal,
            IsTerminal,
            Terminals.HasColours(environment.GetValueOrDefault),
            Width,
            environment.GetValueOrDefault,
            TimeProvider.System,
            IsWithoutFolder ? null : WorkingFolder ?? Folder.Path)
        {
            Data = IsRealData ? data : data with { Published = Published },
            Gpus = Gpus,
            Input = Input,
        };
        var exitCode = await CommandLine.RunAsync(args, terminal, cancellationToken: cancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter(Action<string> written) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            written(value ?? "");
        }
    }

    public void Dispose()
    {
        Mirror.Dispose();
        Folder.Dispose();
    }
}
