using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Experiments;
using Temper.Lab.Records;
using Temper.Training;

namespace Temper.Cli.Commands;

/// <summary>temper train: one training with settings of the user's own.</summary>
internal static class TrainCommand
{
    private const string DefaultName = "train";

    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var settings = new TrainOptions();
        var name = new Option<string>("--name") { Description = "What to call the run.", HelpName = "NAME", DefaultValueFactory = _ => DefaultName };
        var resume = new Option<string?>("--resume") { Description = "Continues the interrupted run in this folder, to the very same bits.", HelpName = "DIR" };
        var printSpec = new Option<bool>("--print-spec") { Description = "Prints the spec as JSON and does not train." };
        var command = new DocumentedCommand(
            "train",
            "Trains a net with your own settings; saves model, record and pictures.",
            "temper train --hidden 200,200,200 --dropout .1 --batch-norm --weight-decay 1e-4 --optimizer Adam --lr .01",
            "temper train --optimizer SGD --opt momentum=0.9 --opt nesterov=true --schedule cosine --epochs 20",
            "temper train --spec my-net.json --out runs/my-net",
            "temper train --resume runs/my-net");
        settings.AddTo(command);
        command.Options.Add(name);
        command.Options.Add(resume);
        command.Options.Add(printSpec);
        common.AddTo(command, runs: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = common.Report(parsed, terminal);
            var checkpoint = Checkpoint(parsed.GetValue(resume), settings.AnyGiven(parsed) || new Option[] { name, printSpec, common.Out }.Any(option => parsed.GetResult(option) is { Implicit: false }), terminal);

            // Mistakes in the settings are told before any data are fetched; the class count is set right afterwards.
            var file = settings.ReadFile(parsed, terminal);
            var spec = checkpoint?.Spec ?? settings.Spec(parsed, file, classes: 10);
            var asked = common.DeviceOf(parsed);
            using var choice = new DeviceChoice(
                checkpoint is null ? asked : asked.Matching(checkpoint.Arithmetic, $"The run in {parsed.GetValue(resume)}"), terminal.Gpus);
            if (parsed.GetValue(printSpec))
            {
                report.Document(SpecJson.Write(spec));
                return ExitCodes.Done;
            }

            var loading = Task.Run(() => DataAsync(parsed.GetValue(common.Data), checkpoint, parsed.GetValue(resume), report, cancellationToken), CancellationToken.None);
            choice.Rehearse(spec, asked.Threads);
            var dataset = await loading.ConfigureAwait(false);
            ClassCounts.Of(dataset).RequireTrainable(dataset);
            spec = checkpoint?.Spec ?? settings.Spec(parsed, file, dataset.Classes);
            var label = checkpoint?.Name ?? parsed.GetValue(name)!;
            var request = new RunRequest(label, "own", $"Result of {label}", [], spec);
            using var device = choice.Single(new DeviceWork([spec], dataset));
            var id = RunId.Of(spec, dataset.Hash, device.Arithmetic);
            var folder = terminal.FullPath(
                parsed.GetValue(resume) ?? parsed.GetValue(common.Out) ?? Path.Combine("runs", $"{SafeName(label)}-{id}"));
            RunFolder.Claim(folder, id);
            RunWithCheckpoint.Check(folder, spec, device.Arithmetic);
            AtomicFile.Write(Path.Combine(folder, RunFolder.SpecName), SpecJson.Write(spec));
            using var trainer = new Trainer(spec, dataset, device, terminal.Time);
            report.Info(string.Create(
                CultureInfo.InvariantCulture,
                $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), device {DeviceWords.Of(device, choice.Reason)}, seed {spec.Seed}"));
            DataNoteLines.Print(report, trainer.DataNotes);
            report.Info();
            RunLines.Batches(report, trainer);
            RunLines.Summary(report, trainer.Network);
            var rest = $"{DataWords(parsed.GetValue(common.Data), dataset, terminal)}{choice.Words}";
            var result = RunWithCheckpoint.Run(trainer, request, dataset, device, folder, $"temper train --resume {Shell.Quote(folder)}{rest}", report, cancellationToken);
            Finish(result, folder, rest, report, parsed.GetValue(common.Open));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string DataWords(string? data, Dataset dataset, Terminal terminal) =>
        DatasetLoading.Repeated(data, dataset, terminal) is { } repeated ? $" --data {Shell.Quote(repeated)}" : "";

    /// <summary>What --data names; without it a checkpoint's own data, or those of every command that trains.</summary>
    private static async Task<Dataset> DataAsync(string? data, Checkpoint? checkpoint, string? folder, Report report, CancellationToken cancellationToken)
    {
        if (data is null && checkpoint is not null)
        {
            return await DatasetLoading.FindAsync(checkpoint.Dataset, $"The run in {folder}", report, cancellationToken).ConfigureAwait(false);
        }

        var dataset = (await DatasetLoading.LoadOrBuiltInAsync(data, report, cancellationToken).ConfigureAwait(false)).Dataset;
        if (checkpoint is not null)
        {
            DatasetLoading.RequireSame(checkpoint.Dataset, dataset, $"The run in {folder}");
        }

        return dataset;
    }

    private static void Finish(RunResult result, string folder, string rest, Report report, bool open)
    {
        var replay = $"temper train --spec {Shell.Quote(Path.Combine(folder, RunFolder.SpecName))} --name {Shell.Quote(result.Request.Name)}{rest}";
        RunFolder.Write(folder, result, replay);
        RunWithCheckpoint.Forget(folder);
        report.Info(RunLines.Time(result.Record));
        foreach (var note in result.Record.Notes)
        {
            report.Info($"note: {note}");
        }

        foreach (var line in RunLines.Test(result.Record))
        {
            report.Result(line);
        }

        RunLines.Pictures(report, result);
        report.Info();
        report.Info($"Model, record and pictures: {folder}");
        var page = Path.Combine(folder, RunFolder.ReportName);
        report.Info($"Report: {page}");
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(result.Record));
        }

        if (open)
        {
            Browser.Open(page, report);
        }
    }

    private static Checkpoint? Checkpoint(string? folder, bool hasSettings, Terminal terminal)
    {
        if (folder is null)
        {
            return null;
        }

        if (hasSettings)
        {
            throw new UsageException("--resume takes settings, name and folder from the checkpoint; leave the others out (--data, --device, --precision, --threads, --open, --json and --quiet may stay).");
        }

        var path = Path.Combine(terminal.FullPath(folder), RunFolder.CheckpointName);
        if (!File.Exists(path))
        {
            var finished = File.Exists(Path.Combine(Path.GetDirectoryName(path)!, RunFolder.RecordName));
            throw new SpecException(finished
                ? $"There is nothing to resume: the run in {folder} is finished."
                : $"There is nothing to resume: {path} does not exist; expected the folder of an interrupted run.");
        }

        return CheckpointFile.Load(path);
    }

    /// <summary>A folder name from a user's text: letters, digits, '-', '_' and '.', so that it stays inside runs/.</summary>
    private static string SafeName(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return safe.Length == 0 ? DefaultName : safe;
    }
}
