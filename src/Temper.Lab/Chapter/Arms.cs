using System.Globalization;
using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>
/// Reads arms: "baseline", "dropout=.5", "l2=1e-4", "batchnorm", "altogether", "label-smoothing=.1", "early-stopping=2", "lr=.001",
/// "Q4=on" and combinations with "+", or spec files.
/// </summary>
public static class Arms
{
    /// <summary>The parts that an arm can be put together from, for messages and help.</summary>
    public const string Parts = "baseline, dropout[=P], l2[=L], batchnorm, altogether, label-smoothing=S, early-stopping[=PATIENCE], lr=R, Qn=on|off";

    private const int DefaultPatience = 2;

    private static readonly string[] Keys = [.. Parts.Split(", ").Select(part => part.Split('=', '[')[0]).Where(key => key != "Qn"), .. Quirks.All.Select(quirk => quirk.Name)];

    /// <summary>Reads the arms of a study.</summary>
    /// <param name="texts">The arms, the baseline first.</param>
    /// <param name="settings">What they share.</param>
    /// <param name="workingFolder">Where relative spec files are looked for.</param>
    /// <param name="readFile">Reads a spec file's text; default: from the disk, each time anew.</param>
    /// <exception cref="SpecException">A text cannot be read, or two arms are the same training.</exception>
    public static IReadOnlyList<Arm> Read(
        IReadOnlyList<string> texts, ArmSettings settings, string workingFolder, Func<string, string>? readFile = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        StudySize.CheckArms(texts.Count);
        var arms = texts.Select(text => Read(text, settings, workingFolder, readFile)).ToList();
        Arm.RequireDifferent(arms);
        return arms;
    }

    /// <summary>Reads one arm.</summary>
    /// <exception cref="SpecException">The text is neither a spec file nor made of the known parts.</exception>
    public static Arm Read(string text, ArmSettings settings, string workingFolder, Func<string, string>? readFile = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        return Arm.IsFile(text)
            ? ReadFile(Path.IsPathFullyQualified(text) ? text : Path.GetFullPath(text, workingFolder), settings, readFile ?? (path => SpecJson.ReadText(path)))
            : ReadParts(text, settings);
    }

    /// <summary>The parts of an arm that is no spec file: what stands between plus signs, except the signs of numbers ("l2=+0.01", "lr=1e+0").</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && !IsSign(text, start, i))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    /// <summary>Whether a plus belongs to a number: it follows the equals sign, or a number and its e, and goes before a digit.</summary>
    private static bool IsSign(string text, int start, int plus)
    {
        var value = text.IndexOf('=', start, plus - start) + 1;
        if (value == 0 || plus + 1 == text.Length || !(char.IsAsciiDigit(text[plus + 1]) || text[plus + 1] == '.'))
        {
            return false;
        }

        var before = text[value..plus].Trim();
        return before.Length == 0 || (text[plus - 1] is 'e' or 'E' && NumberText.TryRead(before[..^1], out double _, out _));
    }

    private static Arm ReadFile(string path, ArmSettings settings, Func<string, string> readFile)
    {
        string json;
        try
        {
            json = readFile(path);
        }
        catch (DataException error)
        {
            throw new SpecException($"The spec file of an arm cannot be read: {error.Message}", error);
        }

        var spec = SpecJson.ReadSpec(json, path);
        if (settings.LearningRate is { } rate)
        {
            spec = spec with { Optimizer = spec.Optimizer with { LearningRate = rate } };
        }

        return new Arm(Path.GetFileNameWithoutExtension(path), Protocol.Own, [], spec with { Epochs = settings.Epochs ?? spec.Epochs, Seed = 0 })
        {
            Definition = Path.GetFileNameWithoutExtension(path) + ".json",
        };
    }

    private static Arm ReadParts(string text, ArmSettings settings)
    {
        var draft = new Draft(settings);
        var names = Split(text).Select(part => draft.Add(part, text)).ToList();
        var name = string.Join('+', names);
        var spec = draft.Spec();
        spec.Validate();
        var json = SpecJson.Write(spec);
        return new Arm(name, settings.Protocol, draft.Quirks.On, spec)
        {
            ActiveQuirks = [.. draft.Quirks.On.Where(quirk => SpecJson.Write(draft.Without(Chapter.Quirks.Find(quirk).Id).Spec()) != json)],
            Parts = draft.Given,
            Definition = name,
        };
    }

    private sealed class Draft(ArmSettings settings)
    {
        private readonly HashSet<string> given = [];
        private ChapterNet net = new();
        private double? learningRate;
        private double labelSmoothing;
        private int? patience;

        public QuirkSet Quirks { get; private set; } = settings.Quirks;

        /// <summary>What it has been given, "altogether" as the three that it stands for.</summary>
        public IReadOnlyList<string> Given =>
            [.. given.Where(key => key != "baseline").SelectMany(key => key == "altogether" ? ["dropout", "l2", "batchnorm"] : new[] { key }).Distinct()];

        /// <summary>The same with one quirk off.</summary>
        public Draft Without(QuirkId quirk)
        {
            var other = (Draft)MemberwiseClone();
            other.Quirks = Quirks.With(quirk, isOn: false);
            return other;
        }

        /// <summary>Adds one part and returns it as it is written in names.</summary>
        public string Add(string part, string whole)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? part : part[..equals]).Trim().ToLowerInvariant();
            var value = equals < 0 ? null : part[(equals + 1)..].Trim();
            if (!given.Add(key))
            {
                throw new SpecException($"The arm \"{whole}\" has {key} twice.");
            }

            switch (key)
            {
                case "baseline" when value is null:
                    return key;
                case "batchnorm" when value is null:
                    net = net with { BatchNorm = true };
                    return key;
                case "altogether" when value is null && given.Count > 1:
                    throw new SpecException($"altogether sets dropout, l2 and batchnorm, so it comes first; received \"{whole}\".");
                case "altogether" when value is null:
                    net = ChapterExperiment.Find(key).Net;
                    return key;
                case "dropout":
                    net = net with { Dropout = Number(value, settings.PlainDropout, 0, 1, part, whole) };
                    return $"{key}={Text(net.Dropout)}";
                case "l2":
                    net = net with { WeightDecay = Number(value, ChapterExperiment.Decay, 0, double.MaxValue, part, whole) };
                    return $"{key}={Text(net.WeightDecay)}";
                case "label-smoothing":
                    labelSmoothing = Number(value, null, 0, 1, part, whole);
                    return $"{key}={Text(labelSmoothing)}";
                case "lr":
                    learningRate = Number(value, null, 0, double.MaxValue, part, whole);
                    return $"{key}={Text(learningRate.Value)}";
                case "early-stopping":
                    patience = Whole(value, DefaultPatience, part, whole);
                    return $"{key}={Text(patience.Value)}";
                case ['q', _, ..] when value is not null && key[1..].All(char.IsAsciiDigit):
                    Quirks = Quirks.With($"{key}={value.ToLowerInvariant()}");
                    return $"{key.ToUpperInvariant()}={value.ToLowerInvariant()}";
                default:
                    throw new SpecException($"\"{part}\" is no part of an arm (in \"{whole}\"); expected {Parts}, combined with +, or a spec file (.json){Suggestion.Ending(key, Keys)}");
            }
        }

        public TrainSpec Spec()
        {
            var spec = net.Spec(Quirks, settings.Classes, seed: 0, settings.Epochs ?? ChapterExperiment.StudyEpochs);
            var rate = learningRate ?? settings.LearningRate ?? spec.Optimizer.LearningRate;
            return spec with
            {
                Optimizer = spec.Optimizer with { LearningRate = rate },
                LabelSmoothing = labelSmoothing,
                EarlyStopping = patience is { } epochs ? new EarlyStopping(epochs) : spec.EarlyStopping,
            };
        }

        /// <summary>A number above <paramref name="low"/> and below <paramref name="high"/>.</summary>
        private static double Number(string? value, double? plain, double low, double high, string part, string whole)
        {
            if (value is null && plain is { } usual)
            {
                return usual;
            }

            var isNumber = NumberText.TryRead(value, out double number, out var problem);
            if (value is not null && !isNumber)
            {
                throw new SpecException($"\"{part}\" (in the arm \"{whole}\"): {problem}.");
            }

            return isNumber && number > low && number < high
                ? number
                : throw new SpecException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"{part}\" (in the arm \"{whole}\") needs a number above {low}{(high < double.MaxValue ? $" and below {Text(high)}" : "")}."));
        }

        /// <summary>A whole number of at least 1.</summary>
        private static int Whole(string? value, int usual, string part, string whole)
        {
            if (value is null)
            {
                return usual;
            }

            return !NumberText.TryReadWhole(value, out int number, out var problem, "2") ? throw new SpecException($"\"{part}\" (in the arm \"{whole}\"): {problem}.")
                : number >= 1 ? number
                : throw new SpecException($"\"{part}\" (in the arm \"{whole}\") needs a whole number of at least 1.");
        }

        private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
    }
}
