using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Runs;

/// <summary>What all commands below temper runs have: the store, and how they print.</summary>
internal static class RunsSubcommand
{
    /// <summary>Adds what they share, and opens the store for the action.</summary>
    /// <param name="terminal">Where it is called.</param>
    /// <param name="use">What it does with the store.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="action">What it does.</param>
    /// <param name="check">Finds what is wrong in what was typed, before anything is read.</param>
    public static DocumentedCommand Of(
        Terminal terminal,
        DocumentedCommand command,
        StoreUse use,
        Argument[] arguments,
        Option[] options,
        Func<ParseResult, RunStore, Report, CancellationToken, int> action,
        Action<ParseResult>? check = null)
    {
        var common = new CommonOptions();
        var store = StudyOptions.StoreOption();
        foreach (var argument in arguments)
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in options.Append(store))
        {
            command.Options.Add(option);
        }

        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            check?.Invoke(parsed);
            var report = common.Report(parsed, terminal);
            using var runs = StudyOptions.OpenStore(parsed.GetValue(store), report.Terminal, use);
            return Task.FromResult(action(parsed, runs, report, cancellationToken));
        });
        return command;
    }
}
