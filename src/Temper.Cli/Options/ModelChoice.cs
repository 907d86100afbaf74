using System.CommandLine;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Runs;

namespace Temper.Cli.Options;

/// <summary>From the argument MODEL, a file or a run's folder, to a model.</summary>
internal static class ModelChoice
{
    public static Argument<string> Argument() => new("MODEL")
    {
        Description = $"A {RunFolder.ModelName} file, or the folder of a run that holds one.",
    };

    /// <summary>Loads the model.</summary>
    /// <exception cref="DataException">There is none, or it cannot be used.</exception>
    public static (string Path, Model Model) Load(string argument, Report report, CancellationToken cancellationToken)
    {
        var path = report.Terminal.FullPath(argument);
        if (Directory.Exists(path))
        {
            var folder = path;
            path = Path.Combine(folder, RunFolder.ModelName);
            if (!File.Exists(path))
            {
                throw new DataException($"{folder}: holds no {RunFolder.ModelName}; {Below(folder)}.");
            }
        }
        else if (!File.Exists(path))
        {
            throw new DataException($"{path}: no such model; name a {RunFolder.ModelName} file or the folder of a run.");
        }

        var model = ModelFile.Load(path, cancellationToken);
        if (!model.HasDigest)
        {
            report.Info($"{path}: a model without a digest, from an earlier Temper or changed by hand: its numbers cannot be checked for damage.");
        }

        return (path, model);
    }

    /// <summary>The folder of temper chapter has its models one level below.</summary>
    private static string Below(string folder)
    {
        var names = Directory.EnumerateDirectories(folder)
            .Where(child => File.Exists(Path.Combine(child, RunFolder.ModelName)))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0
            ? "name a model file or the folder of a finished run"
            : $"name one of the runs in it: {string.Join(", ", names)}";
    }
}
