using System.CommandLine;
using Temper.Cli;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Tests.Cli;

/// <summary>Every command there is, for tests of what holds for all of them.</summary>
internal static class CommandTree
{
    /// <summary>A new tree, described in full.</summary>
    public static RootCommand Root()
    {
        var root = CommandLine.Build(
            new Terminal(TextWriter.Null, TextWriter.Null, false, false, false, 100, _ => null, TimeProvider.System, Path.GetTempPath()), first: null);
        foreach (var (_, command) in All(root))
        {
            (command as DocumentedCommand)?.Describe?.Invoke();
        }

        return root;
    }

    /// <summary>All commands below the root, groups and leaves, with what is typed to reach them: "data show".</summary>
    /// <param name="root">The tree; null for a new one.</param>
    public static IReadOnlyList<(string Path, Command Command)> All(RootCommand? root = null)
    {
        return [.. Below(root ?? Root(), "")];

        static IEnumerable<(string Path, Command Command)> Below(Command command, string path) => command.Subcommands.SelectMany(
            sub => Below(sub, $"{path}{sub.Name} ").Prepend(($"{path}{sub.Name}", sub)));
    }

    /// <summary>The commands that do something: those without others below them.</summary>
    public static IEnumerable<(string Path, Command Command)> Leaves() => All().Where(command => command.Command.Subcommands.Count == 0);

    /// <summary>A call of a command that gives it all it asks for, whatever that is worth.</summary>
    /// <param name="path">The command's.</param>
    /// <param name="command">The command.</param>
    /// <param name="without">An option to leave out even if it is required.</param>
    public static string[] Call(string path, Command command, string? without = null) =>
    [
        .. path.Split(' '),
        .. command.Arguments.SelectMany(argument => Enumerable.Repeat("x", Math.Max(1, argument.Arity.MinimumNumberOfValues))),
        .. command.Options.Where(option => option.Required && option.Name != without).SelectMany(option => new[] { option.Name, "x" }),
    ];

    /// <summary>The command of that path.</summary>
    /// <param name="path">The command's.</param>
    /// <param name="root">The tree; null for a new one.</param>
    public static Command Find(string path, RootCommand? root = null) => All(root).Single(command => command.Path == path).Command;
}
