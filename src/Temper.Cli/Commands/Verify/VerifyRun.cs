using System.Globalization;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Verify;

/// <summary>Verifies files one after the other.</summary>
internal sealed class VerifyRun(Report report)
{
    private const string Store = "store";
    private const int HeaderBytes = 16;
    private const int MostShown = 20;

    private static ReadOnlySpan<byte> SqliteHeader => "SQLite format 3\0"u8;

    /// <summary>Verifies the files and folders that were named.</summary>
    /// <exception cref="DataException">There is no such file, a folder has nothing to verify, or a file is none of Temper's.</exception>
    /// <exception cref="StoreException">A store is another program's or of a version that is not read.</exception>
    public int Run(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var facts = new List<VerifyFacts>();
        foreach (var (path, isFound) in names.SelectMany(Files))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                facts.Add(Facts(path, cancellationToken));
                Print(facts[^1]);
            }
            catch (Exception error) when (isFound && error is StoreException or IOException)
            {
                // Another program's database, a store of another version: what was only found does not stop the rest.
                report.Warning($"{Without(path, error.Message).TrimEnd('.')}: {path} is left out");
            }
        }

        var damaged = facts.Count(fact => !fact.IsSound);
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
        }
        else if (facts.Count > 1)
        {
            report.Result(string.Create(CultureInfo.InvariantCulture, $"{facts.Count} files: {facts.Count - damaged} sound, {damaged} damaged."));
        }

        return damaged == 0 ? ExitCodes.Done : ExitCodes.RunFailed;
    }

    /// <summary>Verifies a store.</summary>
    /// <param name="cancellationToken">Ends the reading between two runs.</param>
    public static VerifyFacts Facts(string path, RunStore store, CancellationToken cancellationToken)
    {
        var faults = store.Verify(cancellationToken);
        return new VerifyFacts(path, Store, faults.Count == 0, true, faults);
    }

    /// <summary>Prints a line for a sound file, and one for each fault of another.</summary>
    /// <param name="salvages">Whether the intact rows are being copied already.</param>
    public void Print(VerifyFacts facts, bool salvages = false)
    {
        if (facts.IsSound)
        {
            var rest = facts.HasDigest ? "" : "; it has no digest, so its numbers can only be read, not compared";
            report.Result($"{facts.File}: a sound {facts.Kind}{rest}");
            return;
        }

        report.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.File}: a DAMAGED {facts.Kind}, {facts.Faults.Count} fault{(facts.Faults.Count == 1 ? "" : "s")}"));
        foreach (var fault in facts.Faults.Take(MostShown))
        {
            report.Result($"  {fault}");
        }

        if (facts.Faults.Count > MostShown)
        {
            report.Result(string.Create(CultureInfo.InvariantCulture, $"  ... and {facts.Faults.Count - MostShown} more; --json lists them."));
        }

        if (salvages || report.IsQuiet)
        {
            return;
        }

        if (facts.Kind == Store)
        {
            report.Command("  What is sound can be copied:", $"temper runs verify {Shell.Option("--store", facts.File)} --salvage NEW.db");
        }
        else
        {
            report.Info("  Restore a copy, or train again: the same command gives the same bits.");
        }
    }

    /// <summary>The files, and whether they were found in a folder rather than named.</summary>
    private IEnumerable<(string Path, bool IsFound)> Files(string name)
    {
        var path = report.Terminal.FullPath(name);
        if (!Directory.Exists(path))
        {
            return [(path, false)];
        }

        // Links are not followed: they may lead in a circle.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        var files = Directory.EnumerateFiles(path, "*", options)
            .Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal)
                || (file.EndsWith(".db", StringComparison.Ordinal) && IsStore(file, CancellationToken.None))
                || (Path.GetFileName(file) == RunFolder.RecordName && File.Exists(Path.Combine(Path.GetDirectoryName(file)!, RunFolder.ModelName))))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files.Select(file => (file, true))
            : throw new DataException($"{path}: has no model, checkpoint or store in it; name another folder, or a file.");
    }

    private VerifyFacts Facts(string path, CancellationToken cancellationToken)
    {
        if (IsStore(path, cancellationToken))
        {
            try
            {
                using var store = RunStore.OpenExisting(path, report.Terminal.Time, StoreUse.Inspect);
                return Facts(path, store, cancellationToken);
            }
            catch (StoreException error) when (error.DamagedFile is not null)
            {
                return new VerifyFacts(path, Store, false, true, [Without(path, error.Message)]);
            }
        }

        if (Path.GetFileName(path) == RunFolder.RecordName)
        {
            return OfRecord(path, cancellationToken);
        }

        try
        {
            var metadata = SafeTensors.Load(path, cancellationToken).Metadata;
            if (CheckpointFile.VersionOf(metadata) is { } version)
            {
                if (version == CheckpointFile.Version)
                {
                    _ = CheckpointFile.Load(path, cancellationToken);
                }

                return new VerifyFacts(
                    path,
                    version == CheckpointFile.Version ? "checkpoint" : "checkpoint of another version",
                    true,
                    version == CheckpointFile.Version,
                    []);
            }

            return ModelFile.FormatOf(metadata) is not { } format ? new VerifyFacts(path, "state dict", true, false, [])
                : format == ModelFile.Format ? new VerifyFacts(path, "model", true, ModelFile.Load(path, cancellationToken).HasDigest, [])
                : new VerifyFacts(path, "model of another format", true, false, []);
        }
        catch (DataException error)
            when (error.InnerException is not (FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException))
        {
            return new VerifyFacts(path, "file", false, true, [Without(path, error.Message)]);
        }
    }

    /// <summary>A run's record says which weights the model beside it must have.</summary>
    private static VerifyFacts OfRecord(string path, CancellationToken cancellationToken)
    {
        try
        {
            var record = RecordJson.ReadRun(path);
            var model = SafeTensors.Load(Path.Combine(Path.GetDirectoryName(path)!, RunFolder.ModelName), cancellationToken).Tensors;
            return RunId.HashOf(model) == record.WeightsHash
                ? new VerifyFacts(path, "record of the model beside it", true, false, [])
                : new VerifyFacts(
                    path, "record", false, false, [$"the weights of {RunFolder.ModelName} beside it are not those whose SHA-256 it has"]);
        }
        catch (DataException error)
        {
            return new VerifyFacts(path, "record", false, false, [Without(path, error.Message)]);
        }
    }

    private static string Without(string path, string message) =>
        message.StartsWith($"{path}: ", StringComparison.Ordinal) ? message[(path.Length + 2)..] : message;

    private static bool IsStore(string path, CancellationToken cancellationToken)
    {
        using var stream = InputFile.Open(path, "a model, a checkpoint or a store", cancellationToken);
        var header = new byte[HeaderBytes];
        return stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes && header.AsSpan().SequenceEqual(SqliteHeader);
    }
}
