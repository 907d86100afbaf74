using System.Globalization;
using Temper.Cli.Options;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Cli.Commands.Studies;

/// <summary>The parsed arguments of a study command.</summary>
internal sealed record StudyRequest
{
    /// <summary>Seeds of a pilot.</summary>
    public const int PilotSeeds = 5;

    /// <summary>The command's name and its own arguments, as they are repeated: "compare baseline batchnorm".</summary>
    public required string Words { get; init; }

    public required StudySettings Settings { get; init; }

    public required ulong Seed { get; init; }

    public required Protocol Protocol { get; init; }

    public required IReadOnlyList<string> Switches { get; init; }

    /// <summary>The net that arms add regularizers to; null for the chapter's.</summary>
    public required StudyBase? Base { get; init; }

    public required int? Epochs { get; init; }

    public required bool PicksLearningRate { get; init; }

    public required double? LearningRate { get; init; }

    public required double? Region { get; init; }

    public required double Alpha { get; init; }

    public required StoppingRule Rule { get; init; }

    public bool IsSequential => Rule != StoppingRule.Fixed;

    public required string Store { get; init; }

    /// <summary>The store that the user named, by its full path; null for the usual one.</summary>
    public required string? GivenStore { get; init; }

    public required DeviceRequest Device { get; init; }

    /// <summary>What repeats the choice of the device, with a blank before.</summary>
    public string DeviceWords { get; init; } = "";

    public required string? Data { get; init; }

    /// <summary>--max-bytes; null where it was not given.</summary>
    public required long? MaxBytes { get; init; }

    public required string? Out { get; init; }

    public required bool Open { get; init; }

    public required bool IsMarkdown { get; init; }

    /// <summary>Whether only a pilot is wanted.</summary>
    public required bool IsPlan { get; init; }

    public ArmSettings Arms(int classes) => new(Protocol, classes) { Switches = Switches, Epochs = Epochs, LearningRate = LearningRate };

    /// <summary>What makes arms of parts: the base net's, or the chapter's.</summary>
    /// <param name="chapter">As <see cref="Arms"/> gives it.</param>
    public IArmParts Parts(ArmSettings chapter) => Base is null ? chapter : new BaseArms(Base.Spec with
    {
        Epochs = Epochs ?? Base.Spec.Epochs,
        Optimizer = LearningRate is { } rate ? Base.Spec.Optimizer with { LearningRate = rate } : Base.Spec.Optimizer,
    })
    {
        Elsewhere = Temper.Lab.Chapter.Arms.OfChapterOnly,
    };

    /// <summary>The plan without its questions.</summary>
    /// <param name="kind">Kind of study.</param>
    /// <param name="arms">Its arms.</param>
    /// <param name="dataset">The data; null while they are not read yet.</param>
    /// <exception cref="UsageException">Learning rates are to be picked for arms that differ in nothing else.</exception>
    public StudyPlan Plan(StudyKind kind, IReadOnlyList<Arm> arms, Dataset? dataset)
    {
        if (PicksLearningRate && arms.FirstOrDefault(arm => arm.Name.Contains("lr=", StringComparison.Ordinal)) is { } own)
        {
            throw new UsageException($"--lr auto picks every arm's learning rate, but {own.Name} names its own; leave one of the two out.");
        }

        if (PicksLearningRate)
        {
            // Spec files that differ in their learning rate only would become one training.
            UsageException.Of(() => Arm.RequireDifferent([.. arms.Select(arm => arm.At(1))]));
        }

        return Draft(kind, arms, dataset);
    }

    private StudyPlan Draft(StudyKind kind, IReadOnlyList<Arm> arms, Dataset? dataset) => new()
    {
        Kind = kind,
        Protocol = Base is null ? Protocol : Protocol.Own,
        Arms = arms,
        Contrasts = [],
        Dataset = dataset?.Name ?? "",
        DatasetHash = dataset?.Hash ?? "",
        DatasetOrigin = dataset?.Origin ?? DatasetOrigin.Own,
        DatasetSource = dataset?.Source ?? "",
        FirstSeed = Seed,
        Score = dataset?.Task.Score ?? Score.Accuracy,
        Region = Region ?? dataset?.Task.Score.DefaultRegion ?? Score.Accuracy.DefaultRegion,
        Alpha = Alpha,
        Rule = Rule,
        PicksLearningRate = PicksLearningRate,
    };

    /// <summary>The command that repeats it.</summary>
    public string Replay()
    {
        var parts = new List<string> { $"temper {Words}", string.Create(CultureInfo.InvariantCulture, $"--seeds {Settings.Seeds}") };
        Add(Seed != 1, $"--seed {Seed}");
        if (Base is not null)
        {
            parts.Add(Shell.Option("--base", Base.Path));
        }

        Add(Protocol != Protocol.Sound, $"--protocol chapter");
        parts.AddRange(Switches.Select(text => Shell.Option("--quirk", text)));
        Add(Epochs.HasValue, $"--epochs {Epochs}");
        Add(PicksLearningRate, $"--lr auto");
        Add(LearningRate.HasValue, $"--lr {LearningRate}");
        Add(Region.HasValue, $"--region {Region}");
        Add(Alpha != 0.05, $"--alpha {Alpha}");
        if (IsSequential)
        {
            Add(true, $"--until-decided");
            Add(Rule == StoppingRule.OpenEnded, $"--open-ended");
            Add(true, $"--block {Settings.Block} --max-seeds {Settings.MaxSeeds}");
            Add(Settings.MaxTime.HasValue, $"--max-minutes {Settings.MaxTime?.TotalMinutes}");
        }

        if (GivenStore is not null)
        {
            parts.Add(Shell.Option("--store", GivenStore));
        }

        if (Data is not null)
        {
            parts.Add(Shell.Option("--data", Data));
        }

        if (MaxBytes is not null)
        {
            parts.Add(FormattableString.Invariant($"--max-bytes {MaxBytes}"));
        }

        return string.Join(' ', parts) + DeviceWords;

        void Add(bool isWanted, FormattableString text)
        {
            if (isWanted)
            {
                parts.Add(FormattableString.Invariant(text));
            }
        }
    }
}
