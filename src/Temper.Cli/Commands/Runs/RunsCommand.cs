using System.CommandLine;
using System.Globalization;
using Temper.Cli.Commands.Verify;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Runs;

/// <summary>temper runs: looks into the store and tidies it up.</summary>
internal static class RunsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new DocumentedCommand(
            "runs",
            "Shows, compares, tags, exports and deletes the runs and studies of the store.",
            "temper runs list",
            "temper runs list --studies",
            "temper runs show 0123456789");
        command.Subcommands.Add(ListCommand(terminal));
        command.Subcommands.Add(ShowCommand(terminal));
        command.Subcommands.Add(DiffCommand(terminal));
        command.Subcommands.Add(RunsCompare.Build(terminal));
        command.Subcommands.Add(RunsTags.Tag(terminal));
        command.Subcommands.Add(RunsTags.Untag(terminal));
        command.Subcommands.Add(RunsTags.Note(terminal));
        command.Subcommands.Add(RunsExport.Build(terminal));
        command.Subcommands.Add(DeleteCommand(terminal));
        command.Subcommands.Add(GarbageCommand(terminal));
        command.Subcommands.Add(VerifySubcommand(terminal));
        return command;
    }

    private static DocumentedCommand ListCommand(Terminal terminal)
    {
        var studies = new Option<bool>("--studies") { Description = "List the studies instead of the runs." };
        var limit = NumberOption.Whole("--limit", "N", "Maximum number of rows, newest first (0 = all).", 50, least: 0);
        var command = new DocumentedCommand(
            "list",
            "Lists runs (or studies), newest first. Test results of a study that has not opened the test set are sealed.",
            "temper runs list --limit 10",
            "temper runs list --tag best",
            "temper runs list --studies");
        var tag = RunsTags.Option();
        return RunsSubcommand.Of(terminal, command, StoreUse.Read, [], [studies, tag, limit], (parsed, store, report, _) =>
        {
            var most = parsed.GetValue(limit) is var given and not 0 ? given : int.MaxValue;
            if (parsed.GetValue(studies))
            {
                RunsLines.Studies(report, store, most);
            }
            else
            {
                var (all, tags) = (store.List(), parsed.GetValue(tag));
                RunsLines.Runs(
                    report, RunsTags.With(all, tags), most, all.Count == 0 ? $"There are no runs in {store.Path}." : RunsTags.None(tags ?? []));
            }

            return ExitCodes.Done;
        }, parsed =>
        {
            if (parsed.GetValue(studies) && parsed.GetValue(tag) is { Length: > 0 })
            {
                throw new UsageException("--tag applies to runs; leave it or --studies out.");
            }
        });
    }

    private static DocumentedCommand ShowCommand(Terminal terminal)
    {
        var id = new Argument<string>("RUN") { Description = "The run's id, a prefix of it, or latest." };
        var command = new DocumentedCommand("show", "Shows one run.", "temper runs show latest", "temper runs show 0123456789");
        return RunsSubcommand.Of(terminal, command, StoreUse.Read, [id], [], (parsed, store, report, _) =>
        {
            RunsLines.Show(report, store, StoredRuns.Find(store, parsed.GetValue(id)!));
            return ExitCodes.Done;
        });
    }

    private static DocumentedCommand DiffCommand(Terminal terminal)
    {
        var left = new Argument<string>("RUN") { Description = "A run's id, a prefix of it, or latest." };
        var right = new Argument<string>("OTHER") { Description = "The id of the other run." };
        var command = new DocumentedCommand("diff", "Shows in which settings and results two runs differ.", "temper runs diff 0123456789 9876543210");
        return RunsSubcommand.Of(terminal, command, StoreUse.Read, [left, right], [], (parsed, store, report, _) =>
        {
            RunsLines.Diff(report, store, StoredRuns.Find(store, parsed.GetValue(left)!), StoredRuns.Find(store, parsed.GetValue(right)!));
            return ExitCodes.Done;
        });
    }

    private static DocumentedCommand DeleteCommand(Terminal terminal)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "Ids of runs that belong to no study, or of studies, which are deleted with their runs.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new DocumentedCommand(
            "delete",
            "Deletes runs, or studies with the runs that nothing else asked for. The count of looks at the test set is kept.",
            "temper runs delete 0123456789");
        return RunsSubcommand.Of(terminal, command, StoreUse.Write, [ids], [], (parsed, store, report, _) =>
        {
            foreach (var id in parsed.GetValue(ids)!.Select(text => StoredRuns.FindId(store, text)).ToList())
            {
                if (store.Find(id) is null && store.FindStudy(id) is { } study)
                {
                    store.DeleteStudy(study.Id);
                    report.Result($"Deleted study {study.Id} ({study.Title})");
                }
                else
                {
                    store.DeleteRun(id);
                    report.Result($"Deleted run {id}");
                }
            }

            return ExitCodes.Done;
        });
    }

    private static DocumentedCommand GarbageCommand(Terminal terminal)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only report what would be removed." };
        var command = new DocumentedCommand(
            "gc",
            "Deletes runs that no study and no command asked for and that have no tag or note, "
                + "cleans up after crashed processes, and compacts the store.",
            "temper runs gc --dry-run",
            "temper runs gc");
        return RunsSubcommand.Of(terminal, command, StoreUse.Write, [], [dryRun], (parsed, store, report, _) =>
        {
            var isDry = parsed.GetValue(dryRun);
            var garbage = store.CollectGarbage(isDry);
            report.Result(RunsLines.Garbage(garbage, isDry));
            return ExitCodes.Done;
        });
    }

    private static DocumentedCommand VerifySubcommand(Terminal terminal)
    {
        var salvage = new Option<string?>("--salvage")
        {
            Description = "Copies all intact rows to a new store; runs that are missing there can be trained again, bit for bit.",
            HelpName = "FILE",
        };
        var command = new DocumentedCommand(
            "verify",
            "Reads the whole store and compares each row and document with its digest. Exit code 1: something is damaged, or could not be salvaged.",
            "temper runs verify",
            "temper runs verify --salvage runs/sound.db");
        return RunsSubcommand.Of(terminal, command, StoreUse.Inspect, [], [salvage], (parsed, store, report, cancellationToken) =>
        {
            var facts = VerifyRun.Facts(store.Path, store, cancellationToken);
            new VerifyRun(report).Print(facts, salvages: parsed.GetValue(salvage) is not null);
            if (report.IsJson)
            {
                report.Document(CliJson.Write([facts]));
            }

            if (parsed.GetValue(salvage) is not { } given)
            {
                return facts.IsSound ? ExitCodes.Done : ExitCodes.RunFailed;
            }

            var target = terminal.FullPath(given);
            var tables = store.Salvage(target, cancellationToken);
            foreach (var table in tables)
            {
                report.Result(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.Name}: {table.Copied} rows copied{(table.Left == 0 ? "" : $", {table.Left} left behind")}"));
            }

            report.Place("New store", target);
            return tables.All(table => table.Left == 0) ? ExitCodes.Done : ExitCodes.RunFailed;
        });
    }
}
