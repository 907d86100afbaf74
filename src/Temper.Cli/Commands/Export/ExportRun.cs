using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;

namespace Temper.Cli.Commands.Export;

/// <summary>One call of temper export.</summary>
internal sealed class ExportRun(ExportRequest request, Report report)
{
    public int Run(CancellationToken cancellationToken)
    {
        var onnx = Target(request.Onnx, "--onnx");
        var safetensors = Target(request.SafeTensors, "--safetensors");
        if (onnx is not null && safetensors is not null && FilePaths.AreSame(onnx, safetensors))
        {
            throw new UsageException($"--onnx and --safetensors name the same file, {onnx}; give each its own.");
        }

        var (path, model) = ModelChoice.Load(request.Model, report, cancellationToken);
        RequireWritable(onnx, "--onnx", path);
        RequireWritable(safetensors, "--safetensors", path);

        if (model.State.Any(tensor => !tensor.Values.All(float.IsFinite)))
        {
            report.Warning($"{path}: some of its numbers are not finite (its training has diverged); the exported model will not work either.");
        }

        var files = new List<ExportFacts>();
        if (onnx is not null)
        {
            files.Add(Onnx(onnx, model));
        }

        if (safetensors is not null)
        {
            SafeTensors.Save(safetensors, model.State, new Dictionary<string, string> { ["format"] = "pt" });
            files.Add(new ExportFacts(safetensors, "safetensors", LengthOf(safetensors))
            {
                Tensors = [.. model.State.Select(tensor => tensor.Name)],
            });
            report.Result(Line(files[^1]));
            report.Info($"  tensors: {string.Join(", ", files[^1].Tensors!)}");
        }

        if (report.IsJson)
        {
            report.Document(CliJson.Write(files));
        }

        return ExitCodes.Done;
    }

    private ExportFacts Onnx(string file, Model model)
    {
        var summary = OnnxFile.Save(file, model, request.Options);
        var facts = new ExportFacts(file, "onnx", LengthOf(file))
        {
            Input = string.Create(CultureInfo.InvariantCulture, $"{summary.InputName}: {summary.InputType} [batch, {summary.Features}]"),
            Output = string.Create(CultureInfo.InvariantCulture, $"{summary.OutputName}: float [batch, {summary.Outputs}]"),
            Operators = summary.Operators,
            Folded = summary.Folded,
        };
        report.Result(Line(facts));
        var numbers = !request.Options.Scale ? "scaled already" : model.TakesFloats ? "raw numbers" : "raw bytes";
        report.Info($"  input   {facts.Input}, {numbers}{(model.Input.IsFlat ? "" : $", {model.Input.Height} x {model.Input.Width} row by row")}");
        report.Info($"  output  {facts.Output}");
        report.Info($"  graph   {string.Join(", ", summary.Operators)}");
        if (request.Options.Fold)
        {
            var others = summary.BatchNorms > 0 ? "; the others do not follow a Linear directly" : "";
            report.Info(string.Create(
                CultureInfo.InvariantCulture, $"  folded  {summary.Folded} of {summary.Folded + summary.BatchNorms} BatchNorms{others}"));
        }

        if (model.ScalesEachSet && request.Options.Scale)
        {
            report.Info("  note    the model was trained with every data set scaled by its own range; the graph scales by the training images'.");
        }

        return facts;
    }

    private static string Line(ExportFacts facts) =>
        string.Create(CultureInfo.InvariantCulture, $"{facts.File}: {facts.Format}, {facts.Bytes} bytes");

    /// <summary>The full path, if what was typed can be a file.</summary>
    private string? Target(string? file, string option)
    {
        if (file is null)
        {
            return null;
        }

        var target = report.Terminal.FullPath(file);
        FilePaths.RequireFileName(target, option);
        RequireOther(target, option, report.Terminal.FullPath(request.Model));
        return target;
    }

    private void RequireWritable(string? target, string option, string model)
    {
        if (target is not null)
        {
            RequireOther(target, option, model);
            FilePaths.RequireNoFolder(target, option);
            FilePaths.RequireFree(target, request.Force);
        }
    }

    /// <summary>MODEL may be a folder, which is refused as such.</summary>
    private static void RequireOther(string target, string option, string model)
    {
        if (FilePaths.AreSame(target, model) && !Directory.Exists(model))
        {
            throw new UsageException($"{option} names the model itself, {target}; name another file.");
        }
    }

    /// <summary>Of the file that a link may lead to.</summary>
    private static long LengthOf(string path)
    {
        using var stream = InputFile.Open(path);
        return stream.Length;
    }
}
