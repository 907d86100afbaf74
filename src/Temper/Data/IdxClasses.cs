using System.Globalization;
using System.Text;

namespace Temper.Data;

/// <summary>The classes of a folder of IDX files: named by a file classes.txt beside them, or numbered by their labels.</summary>
internal static class IdxClasses
{
    private const string ClassFile = "classes.txt";
    private const int MostClasses = 256;
    private const int LongestClassFile = 1 << 16;

    /// <summary>A name for each class: those of the file, else as many numbers as there are labels in training.</summary>
    /// <exception cref="DataException">A label has no class, or the file is no list of names.</exception>
    public static IReadOnlyList<string> NamesOf(IdxQuartet quartet, RowSet train, RowSet test, CancellationToken cancellationToken)
    {
        var named = ReadClassFile(Path.Combine(quartet.Folder, ClassFile), cancellationToken);
        if (named is null)
        {
            var classes = train.Labels.Max() + 1;
            if (test.Labels.Max() >= classes)
            {
                throw new DataException(
                    $"{OneLine.Of(quartet.Paths[3])}: its largest label is {test.Labels.Max()}, but the training labels end at {classes - 1}; "
                    + "mend the label or name all classes in classes.txt.");
            }

            RequireNoStrays(quartet.Paths[1], train.Labels, classes);
            return [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        }

        foreach (var (path, labels) in new[] { (quartet.Paths[1], train.Labels), (quartet.Paths[3], test.Labels) })
        {
            var wrong = Array.FindIndex(labels, label => label >= named.Count);
            if (wrong >= 0)
            {
                throw new DataException(
                    $"{OneLine.Of(path)}: label {wrong} is {labels[wrong]}, expected 0 to {named.Count - 1} because {ClassFile} beside it names "
                    + $"{named.Count} classes; correct that file.");
            }
        }

        return named;
    }

    /// <summary>
    /// Labels may leave out some numbers, as EMNIST's letters do with 0. But where most are left out, or a single image lies beyond a
    /// gap, a label is wrong, and every number below it would become a class.
    /// </summary>
    private static void RequireNoStrays(string path, int[] labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var largest = classes - 1;
        var present = counts.Count(count => count > 0);
        var isAlone = counts[largest] == 1 && largest > 0 && counts[largest - 1] == 0;
        if (classes - present > present || isAlone)
        {
            throw new DataException(
                $"{OneLine.Of(path)}: label {Array.IndexOf(labels, largest)} is {largest} ({counts[largest]} of {labels.Length} images), "
                + $"but of the labels 0 to {largest} only {present} occur, and the other {classes - present} would be classes without images; "
                + $"correct the labels, or name all {classes} classes in {ClassFile}.");
        }
    }

    private static List<string>? ReadClassFile(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return null;
        }

        const string wayOut = "correct the file or delete it";
        string text;
        try
        {
            var bytes = InputFile.ReadAllBytes(path, LongestClassFile, "a text file with one class name a line", wayOut, cancellationToken);
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF').TrimEnd();
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException($"{OneLine.Of(path)}: not UTF-8 text, expected one class name a line; {wayOut}.", error);
        }

        var names = text.Split('\n').Select(line => line.Trim()).ToList();
        var bad = names.FindIndex(name => name.Length == 0 || name.Any(char.IsControl));
        if (bad >= 0)
        {
            throw new DataException($"{OneLine.Of(path)}: line {bad + 1} is empty or holds control characters, expected a class name; {wayOut}.");
        }

        return names.Count <= MostClasses
            ? names
            : throw new DataException($"{OneLine.Of(path)}: {names.Count} lines, expected at most {MostClasses}, a class each; {wayOut}.");
    }
}
