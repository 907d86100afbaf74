using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>temper evaluate: how a saved model does on a test set.</summary>
internal static class EvaluateCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        common.Data.Description += " Default: the data the model was trained on, where its run's record, or the store, says they were.";
        common.Out.Description = "Folder for evaluation.json, confusion.svg and grid.svg. Default: evaluation-<data> beside the model.";
        common.Store.Description =
            "Store that knows where the model's data are and counts this as a look at the test set. "
            + "Default: temper.db beside the run's folder, or runs/temper.db.";
        var model = ModelChoice.Argument();
        var command = new DocumentedCommand(
            "evaluate",
            "Tests a saved model: scores, loss, precision, recall and F1 of each class, confusion matrix, grid of images.",
            "temper evaluate runs/my-net/model.safetensors",
            "temper evaluate runs/my-net --data ./my-images --json");
        command.Arguments.Add(model);
        common.Device.Description = "Where to compute: cpu, gpu or gpu:N (temper devices lists them). auto means cpu here.";
        common.AddDataTo(command);
        common.AddDeviceTo(command);
        command.Options.Add(common.Out);
        command.Options.Add(common.Store);
        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new EvaluateRequest(
                parsed.GetValue(model)!,
                parsed.GetValue(common.Data),
                common.DeviceOf(parsed).OrCpu(),
                parsed.GetValue(common.Out),
                common.StoreOf(parsed, terminal));
            return new EvaluateRun(request, common.Report(parsed, terminal)).RunAsync(cancellationToken);
        });
        return command;
    }
}
