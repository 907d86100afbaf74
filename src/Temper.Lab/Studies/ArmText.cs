using Temper.Data;
using Temper.Lab.Runs;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>Reads the parts of arms that are the same for every net: regularizers, learning rates, spec files.</summary>
public static class ArmText
{
    /// <summary>What a part is: "dropout" of "dropout=.5", in lower case.</summary>
    /// <param name="part">One part.</param>
    public static string Name(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var end = part.IndexOfAny(['=', ':']);
        return (end < 0 ? part : part[..end]).Trim().ToLowerInvariant();
    }

    /// <summary>A regularizer.</summary>
    /// <param name="part">The part.</param>
    /// <param name="whole">The arm that it is in, for the message.</param>
    /// <exception cref="SpecException">It cannot be read.</exception>
    public static Regularizer Regularizer(string part, string whole)
    {
        try
        {
            return RegularizerText.Read(part);
        }
        catch (SpecException error)
        {
            throw part == whole ? error : new SpecException($"{error.Message.TrimEnd('.')} (in the arm \"{whole}\").", error);
        }
    }

    /// <summary>What is said of a part that is none.</summary>
    /// <param name="part">The part.</param>
    /// <param name="whole">The arm that it is in.</param>
    /// <param name="expected">What there is, in words.</param>
    /// <param name="names">The names of what there is.</param>
    public static SpecException Unknown(string part, string whole, string expected, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(part);
        var name = Name(part);
        return new SpecException(
            name.Length == 0 && !string.IsNullOrWhiteSpace(whole) ? $"The arm \"{whole}\": a name is missing between the signs; expected {expected}."
            : RegularizerText.WithPluses(part) is { } mended ? $"\"{part}\" (in the arm \"{whole}\") has no plus between; write {mended}."
            : $"\"{part}\" is no part of an arm (in \"{whole}\"); expected {expected}{Suggestion.Ending(name, names)}");
    }

    /// <summary>A learning rate.</summary>
    /// <param name="value">What stands behind "lr="; null for nothing.</param>
    /// <param name="part">The part.</param>
    /// <param name="whole">The arm that it is in.</param>
    /// <exception cref="SpecException">It is no number above 0.</exception>
    public static double LearningRate(string? value, string part, string whole)
    {
        var isNumber = NumberText.TryRead(value, out double number, out var problem);
        return value is not null && !isNumber ? throw new SpecException($"\"{part}\" (in the arm \"{whole}\"): {problem}.")
            : isNumber && number > 0 && double.IsFinite(number) ? number
            : throw new SpecException($"\"{part}\" (in the arm \"{whole}\") needs a number above 0.");
    }

    /// <summary>The arm that a spec file describes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="workingFolder">Where a relative one is looked for.</param>
    /// <param name="epochs">Epochs of all arms; null for what the file says.</param>
    /// <param name="learningRate">Learning rate of all arms; null for what the file says.</param>
    /// <param name="readFile">Reads a file's text; null: from the disk, each time anew.</param>
    /// <exception cref="SpecException">It cannot be read.</exception>
    public static Arm ReadFile(string path, string workingFolder, int? epochs, double? learningRate, Func<string, string>? readFile)
    {
        path = Path.IsPathFullyQualified(path) ? path : Path.GetFullPath(path, workingFolder);
        string json;
        try
        {
            json = readFile is null ? SpecJson.ReadText(path) : readFile(path);
        }
        catch (DataException error)
        {
            throw new SpecException($"The spec file of an arm cannot be read: {error.Message}", error);
        }

        var spec = SpecJson.ReadSpec(json, path);
        if (learningRate is { } rate)
        {
            spec = spec with { Optimizer = spec.Optimizer with { LearningRate = rate } };
        }

        return new Arm(Path.GetFileNameWithoutExtension(path), Protocol.Own, [], spec with { Epochs = epochs ?? spec.Epochs, Seed = 0 })
        {
            Definition = Path.GetFileNameWithoutExtension(path) + ".json",
        };
    }
}
