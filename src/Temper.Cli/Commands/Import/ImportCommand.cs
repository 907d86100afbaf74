using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Import;

/// <summary>temper import: a model from a state dict that PyTorch saved.</summary>
internal static class ImportCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var options = new ImportOptions();
        var command = new DocumentedCommand(
            "import",
            "Converts a PyTorch state dict to a Temper model: adds the layers, classes, image size and scaling that weights alone lack, "
            + "and checks shapes.",
            "temper import state.safetensors --hidden 200,200 --batch-norm --trained-on fashion-mnist --out imported/model.safetensors",
            "temper import state.safetensors --spec my-net.json --classes cat,dog --size 32x32 --scale -1,1 "
            + "--strip-prefix module. --out cats.safetensors");
        options.AddTo(command);
        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = options.Request(parsed, terminal, cancellationToken);
            return Task.FromResult(ImportRun.Run(request, common.Report(parsed, terminal), cancellationToken));
        });
        return command;
    }
}
