using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Train;

/// <summary>temper train: one training with settings of the user's own.</summary>
internal static class TrainCommand
{
    public const string DefaultName = "train";

    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var settings = new TrainOptions();
        var name = new Option<string>("--name") { Description = "What to call the run.", HelpName = "NAME", DefaultValueFactory = _ => DefaultName };
        var resume = new Option<string?>("--resume")
        {
            Description = "Continues the interrupted run in this folder, to the very same bits.",
            HelpName = "DIR",
        };
        var printSpec = new Option<bool>("--print-spec") { Description = "Prints the spec as JSON and does not train." };
        common.Out.Description = "Folder for the results. Default: runs/<name>-<id>.";
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
        command.Options.Add(common.Store);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(resume) is not null
                && (settings.AnyGiven(parsed)
                    || new Option[] { name, printSpec, common.Out }.Any(option => parsed.GetResult(option) is { Implicit: false })))
            {
                throw new UsageException(
                    "--resume takes settings, name and folder from the checkpoint; leave the others out "
                    + "(--data, --max-bytes, --device, --precision, --threads, --open, --json and --quiet may stay).");
            }

            // Read once: it may be a pipe.
            var file = settings.ReadFile(parsed, terminal, cancellationToken);
            var request = new TrainRequest
            {
                Spec = classes => settings.Spec(parsed, file, classes),
                Name = parsed.GetValue(name)!,
                Resume = parsed.GetValue(resume),
                PrintsSpec = parsed.GetValue(printSpec),
                Data = parsed.GetValue(common.Data),
                MaxBytes = parsed.GetValue(common.MaxBytes),
                Device = common.DeviceOf(parsed),
                Out = parsed.GetValue(common.Out),
                Store = common.StoreOf(parsed, terminal),
                Open = parsed.GetValue(common.Open),
            };
            return new TrainRun(request, common.Report(parsed, terminal)).RunAsync(cancellationToken);
        });
        return command;
    }
}
