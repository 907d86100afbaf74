using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Export;

namespace Temper.Cli.Commands.Export;

/// <summary>temper export: a model for other programs.</summary>
internal static class ExportCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var model = ModelChoice.Argument();
        var onnx = new Option<string?>("--onnx")
        {
            Description = "Writes an ONNX file: for ONNX Runtime, ML.NET and many others.",
            HelpName = "FILE",
        };
        var floats = new Option<bool>("--floats") { Description = "The graph takes scaled numbers (float) instead of raw bytes (uint8)." };
        var softmax = new Option<bool>("--softmax") { Description = "The graph returns probabilities instead of logits." };
        var fold = new Option<bool>("--fold")
        {
            Description = "Folds a BatchNorm that directly follows a Linear into it. One that follows a ReLU, as in the chapter's nets, stays.",
        };
        var safetensors = new Option<string?>("--safetensors")
        {
            Description = "Writes the weights alone with PyTorch's names, for load_state_dict.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Overwrites existing files." };
        var command = new DocumentedCommand(
            "export",
            "Writes a saved model in formats that other programs read. Dropout, which does nothing after training, is left out of ONNX.",
            "temper export runs/my-net --onnx net.onnx --softmax   # raw bytes in, probabilities out",
            "temper export runs/my-net --onnx net.onnx --floats --fold",
            "temper export runs/my-net --safetensors net.safetensors   # weights alone, for PyTorch");
        command.Arguments.Add(model);
        foreach (var option in new Option[] { onnx, floats, softmax, fold, safetensors, force })
        {
            command.Options.Add(option);
        }

        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ExportRequest(
                parsed.GetValue(model)!,
                parsed.GetValue(onnx),
                new OnnxOptions { Scale = !parsed.GetValue(floats), Softmax = parsed.GetValue(softmax), Fold = parsed.GetValue(fold) },
                parsed.GetValue(safetensors),
                parsed.GetValue(force));
            if (request is { Onnx: null, SafeTensors: null })
            {
                throw new UsageException("Nothing to write: give --onnx FILE or --safetensors FILE or both. See temper export --help.");
            }

            if (request.Onnx is null
                && new Option[] { floats, softmax, fold }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            {
                throw new UsageException($"{given.Name} applies to the ONNX file; give --onnx FILE too.");
            }

            return Task.FromResult(new ExportRun(request, common.Report(parsed, terminal)).Run(cancellationToken));
        });
        return command;
    }
}
