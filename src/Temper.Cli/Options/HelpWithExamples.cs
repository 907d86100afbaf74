using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Temper.Cli.Options;

/// <summary>The usual help, followed by the command's examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["chapter"] =
        [
            "temper chapter                                  all five experiments, as the chapter does them and as sound practice does",
            "temper chapter --experiment altogether --protocol chapter --seeds 10",
            "temper chapter --protocol chapter --quirk Q4=off",
        ],
        ["train"] =
        [
            "temper train --hidden 200,200,200 --dropout .1 --batch-norm --weight-decay 1e-4 --optimizer Adam --lr .01",
            "temper train --optimizer SGD --opt momentum=0.9 --opt nesterov=true --schedule cosine --epochs 20",
            "temper train --spec my-net.json --out runs/my-net",
            "temper train --resume runs/my-net",
        ],
        ["compare"] =
        [
            "temper compare baseline dropout=.5 l2=1e-4 batchnorm altogether",
            "temper compare baseline dropout=.1+batchnorm --until-decided --lr auto",
            "temper compare baseline.json mine.json --data ./my-images --seeds 20",
        ],
        ["factorial"] = ["temper factorial                                dropout, l2 and batchnorm: 8 arms x 30 seeds", "temper factorial --factors dropout=.2,label-smoothing=.1 --seeds 15", "temper factorial --device gpu"],
        ["claims"] = ["temper claims", "temper claims --seeds 30 --markdown > claims.md"],
        ["runs"] = ["temper runs list", "temper runs list --studies"],
        ["diff"] = ["temper runs diff 0123456789 9876543210"],
        ["delete"] = ["temper runs delete 0123456789"],
        ["gc"] = ["temper runs gc --dry-run"],
        ["replay"] = ["temper replay 0123456789"],
        ["report"] = ["temper report 0123456789 --open", "temper report 0123456789 --markdown"],
        ["import"] =
        [
            "temper import state.safetensors --hidden 200,200 --batch-norm --trained-on fashion-mnist --out imported/model.safetensors",
            "temper import state.safetensors --spec my-net.json --classes cat,dog --size 32x32 --scale -1,1 --strip-prefix module. --out cats.safetensors",
        ],
        ["evaluate"] = ["temper evaluate runs/my-net/model.safetensors", "temper evaluate runs/my-net --data ./my-images --json"],
        ["predict"] = ["temper predict runs/my-net shoe.png coat.jpg", "temper predict runs/my-net photo.jpg --trim --top 5 --json"],
        ["export"] =
        [
            "temper export runs/my-net --onnx net.onnx --softmax           raw bytes in, probabilities out",
            "temper export runs/my-net --onnx net.onnx --floats --fold",
            "temper export runs/my-net --safetensors net.safetensors       weights alone, for PyTorch",
        ],
        ["data"] = ["temper data list", "temper data fetch fashion-mnist"],
        ["list"] = ["temper data list"],
        ["info"] = ["temper data info fashion-mnist", "temper data info ./my-images"],
        ["fetch"] = ["temper data fetch fashion-mnist"],
        ["show"] = ["temper data show fashion-mnist", "temper data show garments --class Boot --count 12 --out boots.svg"],
        ["bench"] =
        [
            "temper bench                                    about half a minute",
            "temper bench --quick --all-instruction-sets",
            "temper bench --scaling --svg pictures",
            "temper bench --prediction",
        ],
        ["devices"] = ["temper devices", "temper devices --json"],
    };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        var examples = command is RootCommand ? ["temper chapter", "temper train --help"] : Examples.GetValueOrDefault(command.Name, []);
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        output.WriteLine(ExitCodes.Help);
        return result;
    }
}
