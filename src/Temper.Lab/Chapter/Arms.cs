using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>
/// Reads arms of the chapter's net: "baseline", "altogether", any regularizer
/// ("dropout=.5", "mixup"), "lr=.001", "Q4=on" and combinations with "+"; or spec files.
/// </summary>
public static class Arms
{
    /// <summary>The parts that an arm can be put together from, for messages and help.</summary>
    public static string Parts { get; } = $"baseline, altogether, {string.Join(", ", RegularizerCatalog.Names)}, lr=R, Qn=on|off";

    private static readonly string[] Keys = ["baseline", "altogether", "lr", .. RegularizerCatalog.Names, .. Quirks.All.Select(quirk => quirk.Name)];

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
            ? ArmText.ReadFile(text, workingFolder, settings.Epochs, settings.LearningRate, readFile)
            : ReadParts(text, settings);
    }

    /// <summary>What is said of a part where the net is another one, without a full stop; null of a part that is not the chapter's alone.</summary>
    /// <param name="name">The part's name, in lower case.</param>
    public static string? OfChapterOnly(string name) => name switch
    {
        "altogether" => "exists for the chapter's net only, where it stands for dropout, l2 and batchnorm; write dropout+l2+batchnorm",
        _ when Quirks.All.Any(quirk => string.Equals(quirk.Name, name, StringComparison.OrdinalIgnoreCase)) =>
            "exists for the chapter's net only, whose quirks it switches; leave it out",
        _ => null,
    };

    private static Arm ReadParts(string text, ArmSettings settings)
    {
        var draft = new Draft(settings);
        var names = RegularizerText.Split(text).Select(part => draft.Add(part, text)).ToList();
        var name = string.Join('+', names);
        var spec = draft.Spec();
        spec.Validate();
        var json = SpecJson.Write(spec.Resolved());
        return new Arm(name, settings.Protocol, draft.Quirks.On, spec)
        {
            ActiveQuirks =
            [
                .. draft.Quirks.On.Where(quirk => SpecJson.Write(draft.Without(Chapter.Quirks.Find(quirk).Id).Spec().Resolved()) != json),
            ],
            Parts = draft.Given,
            Definition = name,
        };
    }

    private sealed class Draft(ArmSettings settings)
    {
        private readonly HashSet<string> given = [];
        private ChapterNet net = new();
        private readonly List<Regularizer> regularizers = [];
        private double? learningRate;

        public QuirkSet Quirks { get; private set; } = settings.Quirks;

        /// <summary>What it has been given, "altogether" as the three that it stands for.</summary>
        public IReadOnlyList<string> Given =>
            [.. given
                .Where(key => key != "baseline")
                .SelectMany(key => key == "altogether" ? ["dropout", "l2", "batchnorm"] : new[] { key })
                .Distinct()];

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
            var key = ArmText.Name(part);
            var value = equals < 0 ? null : part[(equals + 1)..].Trim();
            if (!given.Add(key))
            {
                throw new SpecException($"The arm \"{whole}\" has {key} twice.");
            }

            switch (key)
            {
                case "baseline" when value is null:
                    return key;
                case "altogether" when value is null && given.Count > 1:
                    throw new SpecException($"altogether sets dropout, l2 and batchnorm, so it comes first; received \"{whole}\".");
                case "altogether" when value is null:
                    net = ChapterExperiment.Find(key).Net;
                    return key;
                case "lr":
                    learningRate = ArmText.LearningRate(value, part, whole);
                    return $"{key}={RegularizerText.Text(learningRate.Value)}";
                case ['q', _, ..] when value is not null && key[1..].All(char.IsAsciiDigit):
                    Quirks = Quirks.With($"{key}={value.ToLowerInvariant()}");
                    return $"{key.ToUpperInvariant()}={value.ToLowerInvariant()}";
                case var _ when RegularizerCatalog.Names.Contains(ArmText.Name(part)):
                    return Add(ArmText.Regularizer(
                        key == "dropout" && value is null ? $"dropout={RegularizerText.Text(settings.PlainDropout)}" : part, whole));
                default:
                    throw ArmText.Unknown(part, whole, $"{Parts}, combined with +, or a spec file (.json)", Keys);
            }
        }

        public TrainSpec Spec()
        {
            var spec = net.Spec(Quirks, settings.Classes, seed: 0, settings.Epochs ?? ChapterExperiment.StudyEpochs);
            var rate = learningRate ?? settings.LearningRate ?? spec.Optimizer.LearningRate;
            spec = spec with { Optimizer = spec.Optimizer with { LearningRate = rate } };
            return regularizers.Aggregate(spec, (one, regularizer) => one.With(regularizer));
        }

        /// <summary>Where the chapter puts dropout and BatchNorm, and how it decays, its net and its quirks say.</summary>
        private string Add(Regularizer regularizer)
        {
            switch (regularizer)
            {
                case HiddenDropout dropout:
                    net = net with { Dropout = dropout.P };
                    break;
                case HiddenBatchNorm:
                    net = net with { BatchNorm = true };
                    break;
                case WeightDecay decay:
                    net = net with { WeightDecay = decay.Lambda };
                    break;
                default:
                    regularizers.Add(regularizer);
                    break;
            }

            return RegularizerText.Write(regularizer);
        }
    }
}
