using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Commands.Import;

/// <summary>What temper import is given.</summary>
internal sealed class ImportOptions
{
    private readonly NetOptions net = new(
        "JSON spec file with the net's layers, \"name\"d as in the state dict; its other fields do not matter.",
        "Layers are called by their positions, as in nn.Sequential.");

    private readonly Argument<string> state = new("STATE")
    {
        Description = "A state dict as safetensors.torch.save_file writes it, in any of PyTorch's usual types.",
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "The model's file, for temper evaluate and predict.",
        HelpName = "MODEL.safetensors",
        Required = true,
    };

    private readonly Option<string?> classes = new("--classes")
    {
        Description = "Names of the classes with commas between, or a text file with one per line.",
        HelpName = "A,B,...|FILE",
    };

    private readonly Option<string> size = new("--size")
    {
        Description = "Rows and columns of an image.",
        HelpName = "HxW",
        DefaultValueFactory = _ => "28x28",
    };

    private readonly Option<string> scale = new("--scale")
    {
        Description = "What the bytes 0 and 255 became in training; 0,1 is what ToTensor makes of them.",
        HelpName = "MIN,MAX",
        DefaultValueFactory = _ => "0,1",
    };

    private readonly Option<string?> trainedOn = new("--trained-on")
    {
        Description =
            "Name of the data it was trained on, which temper evaluate then takes. "
            + $"{string.Join(" and ", DatasetCatalog.Names)} also give the classes.",
        HelpName = "NAME",
    };

    private readonly Option<string?> prefix = new("--strip-prefix")
    {
        Description = "Taken off the names of tensors first, e.g. module.",
        HelpName = "TEXT",
    };

    private readonly Option<bool> force = new("--force") { Description = "Replaces a file that is there." };

    /// <summary>Adds them to the command, in the order of its help.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(state);
        foreach (var option in (Option[])[output, .. net.All, classes, size, scale, trainedOn, prefix, force])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">It is not a net, or something in it cannot be.</exception>
    public ImportRequest Request(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        // What is typed comes first, so that what it names is not read in vain.
        var statePath = terminal.FullPath(parsed.GetValue(state)!);
        var target = Target(parsed.GetValue(output)!, statePath, terminal);
        var (height, width) = Size(parsed.GetValue(size)!);
        var scaler = Scale(parsed.GetValue(scale)!);
        if (!net.IsDescribed(parsed))
        {
            throw new UsageException(
                "A state dict does not say what net it belongs to: give --spec FILE, or --hidden N,N,... with --dropout and --batch-norm.");
        }

        var names = ImportedClasses.Of(parsed.GetValue(classes), parsed.GetValue(trainedOn), terminal);
        var reference = TrainedOn(parsed.GetValue(trainedOn), terminal);
        var spec = net.ReadFile(parsed, terminal, cancellationToken);
        names ??= ImportedClasses.Read(parsed.GetValue(classes)!, terminal, cancellationToken);
        return new ImportRequest(
            statePath,
            target,
            net.Layers(parsed, spec, names.Count),
            height,
            width,
            names,
            scaler,
            reference,
            parsed.GetValue(prefix),
            parsed.GetValue(force));
    }

    private static string Target(string path, string state, Terminal terminal)
    {
        var target = terminal.FullPath(path);
        FilePaths.RequireFileName(target, "--out");
        return !FilePaths.AreSame(target, state)
            ? target
            : throw new UsageException("--out is the state dict's own file, which would be replaced; choose another.");
    }

    private static DatasetReference TrainedOn(string? name, Terminal terminal)
    {
        using var catalog = DatasetLoading.Catalog(terminal);
        return name is null ? DatasetReference.Unknown : catalog.Reference(name) ?? new DatasetReference(name);
    }

    private static (int Height, int Width) Size(string text)
    {
        return text.Split('x') is [var first, var second] && Side(first) is { } height && Side(second) is { } width
            ? (height, width)
            : throw new UsageException($"--size takes rows and columns from 1 to 4096, e.g. 28x28, received \"{text}\".");

        static int? Side(string text) => NumberText.TryReadWhole(text, out int side, out _) && side is >= 1 and <= 4096 ? side : null;
    }

    private static Scaler Scale(string text)
    {
        var pieces = text.Split(',');
        if (pieces.Length != 2)
        {
            var wayOut = NumberText.Rejoined(pieces, 2) is { } mended ? $"; the decimal sign is a point: {mended}" : "";
            throw new UsageException(
                $"--scale takes two numbers with a comma between, what 0 and 255 become, e.g. -1,1, received \"{text}\"{wayOut}.");
        }

        var (least, most) = (Number(pieces[0]), Number(pieces[1]));
        return least != most
            ? new Scaler(0, 255, least, most)
            : throw new UsageException($"--scale takes two different numbers, what 0 and 255 become, e.g. -1,1, received \"{text}\".");

        float Number(string piece)
        {
            if (!NumberText.TryRead(piece.Trim(), out double number, out var problem, "-1"))
            {
                throw new UsageException($"--scale: {problem} in \"{text}\".");
            }

            // A scale is kept in 32 bits.
            return float.IsFinite((float)number) && ((float)number != 0 || number == 0)
                ? (float)number
                : throw new UsageException($"--scale: expected a number that 32 bits can hold, received \"{piece.Trim()}\" in \"{text}\".");
        }
    }
}
