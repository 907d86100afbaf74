using System.CommandLine;
using System.CommandLine.Help;
using Temper.Cli.Commands.Bench;
using Temper.Cli.Commands.Chapter;
using Temper.Cli.Commands.Claims;
using Temper.Cli.Commands.Compare;
using Temper.Cli.Commands.Data;
using Temper.Cli.Commands.Devices;
using Temper.Cli.Commands.Evaluate;
using Temper.Cli.Commands.Export;
using Temper.Cli.Commands.Factorial;
using Temper.Cli.Commands.Import;
using Temper.Cli.Commands.Predict;
using Temper.Cli.Commands.Regularizers;
using Temper.Cli.Commands.Replay;
using Temper.Cli.Commands.Reports;
using Temper.Cli.Commands.Runs;
using Temper.Cli.Commands.Train;
using Temper.Cli.Commands.Verify;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Runs;

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
        ["regularizers"] = RegularizersCommand.Build,
        ["runs"] = RunsCommand.Build,
        ["replay"] = ReplayCommand.Build,
        ["report"] = ReportCommand.Build,
        ["verify"] = VerifyCommand.Build,
        ["import"] = ImportCommand.Build,
        ["evaluate"] = EvaluateCommand.Build,
        ["predict"] = PredictCommand.Build,
        ["export"] = ExportCommand.Build,
        ["data"] = DataCommand.Build,
        ["devices"] = DevicesCommand.Build,
        ["bench"] = BenchCommand.Build,
    };

    // A name may begin with "@": nothing here reads arguments from files.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs temper.</summary>
    /// <param name="terminal">Receives the output.</param>
    /// <param name="signals">Tells which signal cancelled the token; null in tests.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C or SIGTERM.</param>
    public static Task<int> RunAsync(
        string[] args, Terminal terminal, Signals? signals = null, CancellationToken cancellationToken = default) =>
        RunAsync(Build(terminal, args.FirstOrDefault()), args, terminal, signals, cancellationToken);

    /// <summary>Runs one of some commands.</summary>
    /// <param name="terminal">Receives the output.</param>
    /// <param name="signals">Tells which signal cancelled the token; null in tests.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C or SIGTERM.</param>
    internal static async Task<int> RunAsync(
        RootCommand root, string[] args, Terminal terminal, Signals? signals, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = root.Parse(HelpWords.AsOption(root, args), Parsing);
            if (UsageErrors.Of(parsed) is { } wrong)
            {
                Faults.Write(terminal, wrong);
                return ExitCodes.Usage;
            }

            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // This is the boundary: nothing that is thrown may end as a stack trace on the user's terminal.
            return Faults.Tell(error, terminal, signals, cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>The commands.</summary>
    /// <param name="terminal">Where they will write.</param>
    /// <param name="first">The first argument; where it names a command, only that one is made.</param>
    internal static RootCommand Build(Terminal terminal, string? first)
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
                    help.Action = new HelpWithExamples((HelpAction)help.Action!, ["temper chapter", "temper train --help"], terminal);
                    break;
                case VersionOption version:
                    version.Aliases.Add("-v");
                    version.Action = new PrintVersion();
                    break;
            }
        }

        return root;
    }

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
