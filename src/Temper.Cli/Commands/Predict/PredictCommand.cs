using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Predict;

/// <summary>temper predict: what a saved model takes pictures for.</summary>
internal static class PredictCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var model = ModelChoice.Argument();
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "PNG or JPEG files, of any size; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = NumberOption.Whole("--top", "N", "Number of most probable classes to show for each picture.", 3);
        var trim = new Option<bool>("--trim")
        {
            Description = "Cut plain margins off first, as the makers of Fashion-MNIST did: for photos with much background.",
        };
        var command = new DocumentedCommand(
            "predict",
            "Guesses the classes of pictures. Each is made grey, "
                + "fitted to the model's image size with its aspect ratio kept, and inverted if it is dark on light.",
            "temper predict runs/my-net shoe.png coat.jpg",
            "temper predict runs/my-net photo.jpg --trim --top 5 --json");
        command.Arguments.Add(model);
        command.Arguments.Add(images);
        command.Options.Add(top);
        command.Options.Add(trim);
        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(top);
            if (parsed.GetValue(images)!.Count(image => image == PredictRun.StandardInput) > 1)
            {
                throw new UsageException("- is standard input, which can be read once; name the other pictures by their files.");
            }

            var report = common.Report(parsed, terminal);
            var (path, loaded) = ModelChoice.Load(parsed.GetValue(model)!, report, cancellationToken);
            using var run = new PredictRun(loaded, path, report);
            return Task.FromResult(run.Run(parsed.GetValue(images)!, count, parsed.GetValue(trim), cancellationToken));
        });
        return command;
    }
}
