using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Verify;

/// <summary>temper verify: whether files are still as they were written.</summary>
internal static class VerifyCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Models, checkpoints, stores, or folders, which are searched for them with all that lies below.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new DocumentedCommand(
            "verify",
            "Reads files whole and compares their content with the digests that were written with it. Exit code 1: something is damaged.",
            "temper verify runs/my-net/model.safetensors",
            "temper verify runs   # every model, checkpoint, record and store in it");
        command.Arguments.Add(paths);
        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(
            new VerifyRun(common.Report(parsed, terminal)).Run(parsed.GetValue(paths)!, cancellationToken)));
        return command;
    }
}
