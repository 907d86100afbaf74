using System.Text;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Commands.Import;

/// <summary>The names of the classes of temper import: typed, those of data that have a name here, or the lines of a file.</summary>
internal static class ImportedClasses
{
    private const int LongestFile = 1 << 20;

    /// <summary>The names that need no file; null if they are in one.</summary>
    /// <exception cref="UsageException">There are none, or one cannot be a name.</exception>
    public static IReadOnlyList<string>? Of(string? text, string? trainedOn, Terminal terminal)
    {
        if (text is null)
        {
            using var catalog = DatasetLoading.Catalog(terminal);
            return catalog.List().FirstOrDefault(info => string.Equals(info.Name, trainedOn, StringComparison.OrdinalIgnoreCase))?.ClassNames
                ?? throw new UsageException(
                    "A state dict does not say what its outputs are called: give --classes, "
                    + $"or --trained-on {string.Join(" or ", DatasetCatalog.Names)}.");
        }

        if (!text.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.FirstOrDefault(name => name.Length == 0 || !IsText(name)) is not { } name ? names : throw new UsageException(
            $"--classes has a name that is {(name.Length == 0 ? "empty" : $"not plain text, \"{name}\"")}; give one name for each output.");
    }

    /// <summary>The names in a file, one a line.</summary>
    /// <exception cref="DataException">It cannot be read, or a line cannot be a name.</exception>
    public static IReadOnlyList<string> Read(string file, Terminal terminal, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = InputFile.ReadAllText(terminal.FullPath(file), LongestFile, "a text file with one class name a line", cancellationToken);
        }
        catch (Exception error) when (error is DataException or ArgumentException)
        {
            throw new DataException(
                $"--classes: \"{file}\" is neither names with commas between nor a file that can be read "
                + $"({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}).",
                error);
        }

        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new DataException($"--classes: \"{file}\" is not UTF-8 text; save it as UTF-8.");
        }

        var names = text.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.FirstOrDefault(name => !IsText(name)) is not { } name ? names : throw new DataException(
            $"--classes: \"{file}\" has a name that is not plain text, \"{name}\"; give one name a line.");
    }

    /// <summary>
    /// Whether a name is whole characters that can be printed: bytes that are no UTF-8 were read as U+FFFD, and so is half of a surrogate
    /// pair.
    /// </summary>
    private static bool IsText(string name) => name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune));
}
