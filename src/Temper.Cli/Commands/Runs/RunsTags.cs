using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Runs;

/// <summary>temper runs tag, untag and note: what people write to runs.</summary>
internal static class RunsTags
{
    public static Command Tag(Terminal terminal)
    {
        var (id, tags) = (Run(), Tags());
        var command = new DocumentedCommand(
            "tag", "Adds tags to a run.", "temper runs tag latest best", "temper runs tag 0123456789 best for-the-talk");
        return RunsSubcommand.Of(terminal, command, StoreUse.Write, [id, tags], [], (parsed, store, report, _) =>
        {
            var run = StoredRuns.Find(store, parsed.GetValue(id)!).Id;
            store.Tag(run, parsed.GetValue(tags)!);
            return Said(report, store, run);
        }, parsed =>
        {
            foreach (var tag in parsed.GetValue(tags)!)
            {
                UsageException.Of(() => RunTag.Check(tag));
            }
        });
    }

    public static Command Untag(Terminal terminal)
    {
        var (id, tags) = (Run(), Tags());
        var command = new DocumentedCommand("untag", "Removes tags from a run.", "temper runs untag 0123456789 best");
        return RunsSubcommand.Of(terminal, command, StoreUse.Write, [id, tags], [], (parsed, store, report, _) =>
        {
            var given = parsed.GetValue(tags)!;
            var run = StoredRuns.Find(store, parsed.GetValue(id)!).Id;
            foreach (var missing in given.Distinct().Except(store.Untag(run, given)))
            {
                report.Info($"Run {run} did not have the tag {missing}.");
            }

            return Said(report, store, run);
        });
    }

    public static Command Note(Terminal terminal)
    {
        var id = Run();
        var text = new Argument<string>("TEXT") { Description = "The new note, which replaces the present one; - removes it." };
        var command = new DocumentedCommand(
            "note", "Sets or removes the note of a run.", "temper runs note latest without-warm-up", "temper runs note 0123456789 -");
        return RunsSubcommand.Of(terminal, command, StoreUse.Write, [id, text], [], (parsed, store, report, _) =>
        {
            var note = NoteOf(parsed);
            var run = StoredRuns.Find(store, parsed.GetValue(id)!).Id;
            store.SetNote(run, note);
            report.Result(note.Length == 0 ? $"Run {run} has no note." : $"Run {run}: {note}");
            return ExitCodes.Done;
        }, parsed => UsageException.Of(() => RunTag.CheckNote(NoteOf(parsed))));

        string NoteOf(ParseResult parsed) => parsed.GetValue(text)! is var given && given == "-" ? "" : given;
    }

    /// <summary>The option that chooses runs by their tags.</summary>
    public static Option<string[]> Option() => new("--tag")
    {
        Description = "Only runs with this tag; can be repeated, for runs with all of them.",
        HelpName = "NAME",
    };

    /// <summary>The runs that have all these tags.</summary>
    public static IReadOnlyList<RunSummary> With(IReadOnlyList<RunSummary> runs, string[]? tags) =>
        tags is { Length: > 0 } ? [.. runs.Where(run => tags.All(tag => run.Tags.Contains(tag, StringComparer.Ordinal)))] : runs;

    /// <summary>What is said where no run has all these tags.</summary>
    public static string None(IReadOnlyList<string> tags) => tags switch
    {
        [var only] => $"No run has the tag {only}.",
        _ => $"No run has all of the tags {string.Join(", ", tags)}.",
    };

    private static Argument<string> Run() => new("RUN") { Description = "The run's id, a prefix of it, or latest." };

    private static Argument<string[]> Tags() => new("TAG") { Description = "Words without spaces or commas.", Arity = ArgumentArity.OneOrMore };

    private static int Said(Report report, RunStore store, string run)
    {
        var tags = store.TagsOf(run);
        report.Result(tags.Count == 0 ? $"Run {run} has no tags." : $"Run {run}: {string.Join(", ", tags)}");
        return ExitCodes.Done;
    }
}
