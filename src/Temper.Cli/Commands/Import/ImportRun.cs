using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Tasks;

namespace Temper.Cli.Commands.Import;

/// <summary>One call of temper import: from a state dict to a model's file.</summary>
internal static class ImportRun
{
    public static int Run(ImportRequest request, Report report, CancellationToken cancellationToken)
    {
        CheckOut(request);
        var model = Model(request, cancellationToken);
        using var device = new ReferenceDevice();
        using var network = model.CreateNetwork(device, rows: 1);
        ModelFile.Save(request.Out, model);
        RunLines.Summary(report, network);
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Images: {model.Input.Height} x {model.Input.Width}, 0 to 255 scaled to {model.Scaler.A} to {model.Scaler.B}"));
        report.Info($"Classes: {string.Join(", ", model.ClassNames)}");
        report.Info();
        report.Result($"Model: {request.Out}");
        if (report.IsJson)
        {
            report.Document(CliJson.Write(new ImportFacts(
                request.Out,
                request.State,
                RunId.HashOf(model.State),
                network.ParameterCount,
                model.Input.Height,
                model.Input.Width,
                model.ClassNames,
                [model.Scaler.A, model.Scaler.B],
                model.Dataset.Name)));
        }

        return ExitCodes.Done;
    }

    private static void CheckOut(ImportRequest request)
    {
        FilePaths.RequireNoFolder(request.Out, "--out");
        if (File.Exists(Path.Combine(Path.GetDirectoryName(request.Out)!, RunFolder.RecordName)))
        {
            throw new SpecException($"{Path.GetDirectoryName(request.Out)} holds a run, whose model is not to be replaced; choose another --out.");
        }

        FilePaths.RequireFree(request.Out, request.Force);
    }

    private static Model Model(ImportRequest request, CancellationToken cancellationToken)
    {
        var (tensors, _) = SafeTensors.Load(request.State, cancellationToken);
        var state = Stripped(tensors, request);
        try
        {
            return Temper.Export.Model.FromStateDict(
                state, request.Layers, new Shape(1, request.Height, request.Width), new Classification(request.ClassNames), request.Scaler,
                request.TrainedOn);
        }
        catch (SpecException error)
        {
            throw new DataException(
                $"{request.State}: does not fit the net that --spec or --hidden describes: {error.Message} {WayOut(tensors, request)}", error);
        }
    }

    private static IReadOnlyList<NamedTensor> Stripped(IReadOnlyList<NamedTensor> tensors, ImportRequest request)
    {
        if (request.StripPrefix is not { } prefix)
        {
            return tensors;
        }

        return tensors.Any(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            ? [.. tensors.Select(
                tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? tensor with { Name = tensor.Name[prefix.Length..] } : tensor)]
            : throw new DataException(
                $"{request.State}: no name begins with \"{prefix}\", which --strip-prefix is to take off; "
                + $"its names are {string.Join(", ", tensors.Take(4).Select(tensor => tensor.Name))}...");
    }

    /// <summary>What to try. Wrapped nets have one more part before all their names, e.g. "module.".</summary>
    private static string WayOut(IReadOnlyList<NamedTensor> tensors, ImportRequest request)
    {
        if (Outputs(request) is { } outputs && outputs != request.ClassNames.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"--classes names {request.ClassNames.Count}, the net has {outputs} outputs.");
        }

        var prefixes = tensors.Select(tensor => tensor.Name.Split('.') is [var first, _, _, ..] ? $"{first}." : "").Distinct().ToList();
        return request.StripPrefix is null && prefixes is [{ Length: > 0 and < 60 } prefix]
            ? $"All its names begin with \"{prefix}\"; {Shell.Option("--strip-prefix", prefix)} takes that off."
            : "Names of layers come from a --spec file (without one they are positions, as in nn.Sequential), the image size from --size.";
    }

    private static int? Outputs(ImportRequest request) => LayerTree.OutFeatures(request.Layers);
}
