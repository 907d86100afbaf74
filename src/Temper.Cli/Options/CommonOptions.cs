using System.CommandLine;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Options;

/// <summary>Options that several commands share. Each command makes its own instances.</summary>
internal sealed class CommonOptions
{
    private const int MostThreads = 1024;

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder with an IDX quartet (train and t10k images and labels, .gz or not), or a name: fashion-mnist, garments.",
        HelpName = "DIR|NAME",
    };

    public Option<long?> MaxBytes { get; } = NumberOption.Bytes(
        "--max-bytes",
        FormattableString.Invariant(
            $"Maximum size of a data set's four files in bytes, unpacked. Default: {DatasetCatalogOptions.DefaultMaxBytes} (1 GiB)."),
        "2000000000");

    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where to compute: cpu, gpu, gpu:N (temper devices lists them), or auto, which takes a GPU if that is expected to be faster.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
    };

    public Option<string?> Precision { get; } = new("--precision")
    {
        Description = "Matrix products on a GPU: fp32 (32-bit, the default) or tf32 (tensor cores: factors of 10 bits).",
        HelpName = "NAME",
    };

    public Option<int?> Threads { get; } =
        NumberOption.Whole("--threads", "N", "Threads to use. Default: all cores. Results do not depend on their number.", "4", most: MostThreads);

    /// <summary>Where results go; each command says which folder is its default.</summary>
    public Option<string?> Out { get; } = new("--out") { Description = "Folder for the results.", HelpName = "DIR" };

    /// <summary>Where runs are kept, and a command that shows test results is counted as a look at the test set.</summary>
    public Option<string?> Store { get; } = new("--store")
    {
        Description = "Store that keeps the runs and counts this look at the test set. "
            + "Default: temper.db beside the run's folder, or runs/temper.db.",
        HelpName = "FILE",
    };

    public Option<bool> Open { get; } = new("--open") { Description = "Open the report in the default browser." };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document on standard output, everything else on standard error.",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print only results, warnings and errors." };

    public void AddTo(Command command, bool runs)
    {
        AddDataTo(command);
        if (runs)
        {
            AddDeviceTo(command);
            command.Options.Add(Out);
            command.Options.Add(Open);
        }

        AddOutputTo(command);
    }

    public void AddDataTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(MaxBytes);
    }

    public void AddDeviceTo(Command command)
    {
        command.Options.Add(Device);
        command.Options.Add(Precision);
        command.Options.Add(Threads);
    }

    public void AddOutputTo(Command command)
    {
        command.Options.Add(Json);
        command.Options.Add(Quiet);
    }

    public Report Report(ParseResult parsed, Terminal terminal) => new(Allowing(parsed, terminal), parsed.GetValue(Json), parsed.GetValue(Quiet));

    /// <summary>The terminal with the data that --max-bytes allows.</summary>
    public Terminal Allowing(ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(MaxBytes) is { } most ? terminal with { Data = terminal.Data with { MaxBytes = most } } : terminal;

    /// <summary>The store that the user named, by its full path; null for the usual one.</summary>
    public string? StoreOf(ParseResult parsed, Terminal terminal) => parsed.GetValue(Store) is { } given ? terminal.FullPath(given) : null;

    public DeviceRequest DeviceOf(ParseResult parsed) => DeviceRequest.Parse(parsed.GetValue(Device)!, parsed.GetValue(Precision), ThreadsOf(parsed));

    public int ThreadsOf(ParseResult parsed) => parsed.GetValue(Threads) ?? Math.Min(Environment.ProcessorCount, MostThreads);
}
