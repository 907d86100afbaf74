using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Temper.Cli.Commands;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Devices;
using Temper.Lab.Records;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Cli;

/// <summary>From arguments to an exit code: parses, runs a command, turns errors into one line each.</summary>
internal static class CommandLine
{
    private static readonly Dictionary<string, Func<Terminal, Command>> Commands = new()
    {
        ["chapter"] = ChapterCommand.Build,
        ["train"] = TrainCommand.Build,
        ["compare"] = CompareCommand.Build,
        ["factorial"] = FactorialCommand.Build,
        ["claims"] = ClaimsCommand.Build,
        ["runs"] = RunsCommand.Build,
        ["replay"] = ReplayCommand.Build,
        ["report"] = ReportCommand.Build,
        ["import"] = ImportCommand.Build,
        ["evaluate"] = EvaluateCommand.Build,
        ["predict"] = PredictCommand.Build,
        ["export"] = ExportCommand.Build,
        ["data"] = DataCommand.Build,
        ["devices"] = DevicesCommand.Build,
        ["bench"] = BenchCommand.Build,
    };

    /// <summary>Runs temper.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="signals">Tells which signal cancelled the token; null in tests.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C or SIGTERM.</param>
    public static async Task<int> RunAsync(
        string[] args, Terminal terminal, Signals? signals = null, CancellationToken cancellationToken = default)
    {
        var root = Build(terminal, args.FirstOrDefault());
        var parsed = root.Parse(args);
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0 && !args.Any(arg => arg.StartsWith('-')))
        {
            // temper, or temper data, and nothing else: what there is to choose from is the best answer.
            parsed = root.Parse([.. args, "--help"]);
        }

        if (parsed.Errors.Count > 0)
        {
            await terminal.Error.WriteLineAsync($"temper: {UsageMessage(parsed)} See temper {CommandPath(parsed)}--help.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OutOfMemoryException)
        {
            await terminal.Error.WriteLineAsync("temper: this needs more memory than there is; make the batch or the net smaller.").ConfigureAwait(false);
            return ExitCodes.BadDataOrConfiguration;
        }
        catch (OperationCanceledException)
        {
            return signals?.ExitCode ?? ExitCodes.Interrupted;
        }
        catch (Exception error) when (error is TemperException or IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"temper: {OneLine(error.Message)}").ConfigureAwait(false);
            return error switch
            {
                RunFailedException => ExitCodes.RunFailed,
                UsageException => ExitCodes.Usage,
                StoreException => ExitCodes.BadStore,
                DeviceException => ExitCodes.DeviceFailed,
                TemperException => ExitCodes.BadDataOrConfiguration,
                _ => ExitCodes.InputOutput,
            };
        }
    }

    private static RootCommand Build(Terminal terminal, string? first)
    {
        var root = new RootCommand("Temper: trains neural nets with and without regularization, and shows whether it helped.");
        if (first is not null && Commands.TryGetValue(first, out var chosen))
        {
            // The others are needed to show or to guess what there is; making their options takes a few milliseconds.
            root.Subcommands.Add(chosen(terminal));
        }
        else
        {
            foreach (var build in Commands.Values)
            {
                root.Subcommands.Add(build(terminal));
            }
        }

        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption help:
                    help.Action = new HelpWithExamples((HelpAction)help.Action!);
                    break;
                case VersionOption version:
                    version.Action = new PrintVersion();
                    break;
            }
        }

        return root;
    }

    /// <summary>A mistyped name says more than what is missing because of it.</summary>
    private static string FirstError(ParseResult parsed) =>
        (parsed.Errors.FirstOrDefault(error => parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)))
            ?? parsed.Errors[0]).Message;

    /// <summary>The command and those it belongs to, below the root: "data show ".</summary>
    private static string CommandPath(ParseResult parsed)
    {
        var path = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } command; result = result.Parent)
        {
            path = $"{command.Command.Name} {path}";
        }

        return path;
    }

    /// <summary>The first error as one line for people.</summary>
    private static string UsageMessage(ParseResult parsed)
    {
        var message = OneLine(FirstError(parsed));

        // The library names the .NET type of an option; people know numbers.
        var type = message.IndexOf(" as expected type '", StringComparison.Ordinal);
        return type < 0 ? message : message[..type] + (message.Contains("Int", StringComparison.Ordinal) ? ": expected a whole number." : ": expected a number.");
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private sealed class PrintVersion : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"temper {ProgramVersion.Engine}");
            return ExitCodes.Done;
        }
    }
}
