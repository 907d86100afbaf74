using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Lab.Chapter;

/// <summary>
/// The arms and questions of the chapter's claims. Every net is trained under the study's protocol; a quirk is switched the other way in
/// one arm and compared with the same net without the switch. C5 is asked under both protocols, and again where the baseline overfits:
/// with few training images and as many more epochs.
/// </summary>
public static class ClaimsPlan
{
    /// <summary>Name of the baseline as the chapter trains it.</summary>
    public const string ChapterBaseline = "baseline, chapter's way";

    /// <summary>Name of the altogether net as the chapter trains it.</summary>
    public const string ChapterAltogether = "altogether, chapter's way";

    /// <summary>Place of the arm without regularization.</summary>
    internal const int Baseline = 0;

    /// <summary>Place of the chapter's dropout, 0.5.</summary>
    internal const int Dropout = 1;

    /// <summary>Place of weight decay.</summary>
    internal const int L2 = 2;

    /// <summary>Place of BatchNorm on the first two hidden layers.</summary>
    internal const int BatchNorm = 3;

    /// <summary>Place of all three together.</summary>
    internal const int Altogether = 4;

    /// <summary>Place of dropout 0.1, the altogether net's.</summary>
    internal const int LightDropout = 5;

    /// <summary>Place of BatchNorm on all three hidden layers.</summary>
    internal const int LastBatchNorm = 6;

    /// <summary>Place of the baseline under the other protocol; its altogether net follows.</summary>
    internal const int OtherBaseline = 7;

    /// <summary>Place of the baseline on few images; its <see cref="Techniques"/> follow, in their order.</summary>
    internal const int FewBaseline = 9;

    private const int MostFewImages = 2000;
    private const int MostFewValid = 3000;
    private const int MostTimesEpochs = 20;

    private static readonly string[] Nets = ["baseline", "dropout", "l2", "batchnorm", "altogether", "dropout=0.1"];

    private static readonly (QuirkId Quirk, int Net)[] Switched =
        [
            (QuirkId.Q2, BatchNorm), (QuirkId.Q4, BatchNorm), (QuirkId.Q5, Altogether), (QuirkId.Q6, L2), (QuirkId.Q7, L2), (QuirkId.Q19, Baseline),
            (QuirkId.Q19, Altogether),
        ];

    /// <summary>The arms that regularize, as C5 asks for them.</summary>
    internal static IReadOnlyList<int> Techniques { get; } = [LightDropout, Dropout, L2, BatchNorm, Altogether];

    /// <summary>Place of weight decay done the other way (quirk Q6).</summary>
    internal static int OtherL2 => FirstSwitched + Array.FindIndex(Switched, pair => pair.Quirk == QuirkId.Q6);

    private static int FirstSwitched => FewBaseline + 1 + Techniques.Count;

    /// <summary>The arms.</summary>
    /// <param name="settings">What they share.</param>
    /// <param name="images">Training images of the data set, those for validation included; 60,000 where it is not known yet.</param>
    public static IReadOnlyList<Arm> ArmsOf(ArmSettings settings, int images = 60_000)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var other = settings with { Protocol = settings.Protocol == Protocol.Chapter ? Protocol.Sound : Protocol.Chapter, Switches = [] };
        var names = settings.Protocol == Protocol.Chapter ? ("baseline, sound", "altogether, sound") : (ChapterBaseline, ChapterAltogether);
        var batchNorm = Arms.Read(Nets[BatchNorm], settings, "");
        Arm[] arms =
        [
            .. Nets.Select(net => Arms.Read(net, settings, "")),
            batchNorm with
            {
                Name = "batchnorm on the last layer too",
                Spec = batchNorm.Spec with
                {
                    Layers = new ChapterNet(BatchNorm: true) { LastBatchNorm = true }.Spec(
                        settings.Quirks, settings.Classes, 0, batchNorm.Spec.Epochs).Layers,
                },
            },
            Arms.Read(Nets[Baseline], other, "") with { Name = names.Item1 },
            Arms.Read(Nets[Altogether], other, "") with { Name = names.Item2 },
            .. Techniques.Prepend(Baseline).Select(net => OnFewImages(Arms.Read(Nets[net], settings, ""), images)),
            .. Switched.Select(
                pair => Arms.Read($"{Nets[pair.Net]}+{Quirks.Of(pair.Quirk).Name}={(settings.Quirks[pair.Quirk] ? "off" : "on")}", settings, "")),
        ];

        // Gaps between training and test accuracy are compared, so dropout must be off in both (quirk Q9), whatever the protocol.
        return [.. arms.Select(arm => arm with { Spec = arm.Spec with { MeasureTrainAccuracy = true, MeasureTrainRows = ChapterNet.MeasuredRows } })];
    }

    /// <summary>
    /// The questions about test accuracy: each regularizer, with all images and with few; altogether the other way; the last layer; each
    /// quirk.
    /// </summary>
    public static IReadOnlyList<Contrast> Questions(IReadOnlyList<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        return
        [
            .. Techniques.Select(net => Contrast.Pair(arms, net, Baseline)),
            Contrast.Pair(arms, OtherBaseline + 1, OtherBaseline),
            Contrast.Pair(arms, LastBatchNorm, BatchNorm),
            .. Enumerable.Range(1, Techniques.Count).Select(i => Contrast.Pair(arms, FewBaseline + i, FewBaseline)),
            .. Switched.Select((pair, i) => Contrast.Pair(arms, FirstSwitched + i, pair.Net)),
        ];
    }

    /// <summary>The switched quirks with the arm of each and the arm it is compared with.</summary>
    internal static IEnumerable<(QuirkId Quirk, int Arm, int Net)> SwitchedQuirks() =>
        Switched.Select((pair, i) => (pair.Quirk, FirstSwitched + i, pair.Net));

    /// <summary>
    /// The same net on 2,000 images, a quarter of them where there are fewer than 10,000, with about as many steps: at most 20 times the
    /// epochs.
    /// </summary>
    private static Arm OnFewImages(Arm arm, int images)
    {
        var all = (int)(images * (1 - arm.Spec.ValidFraction));
        var few = Math.Max(arm.Spec.BatchSize, Math.Min(MostFewImages, all / 4));
        return arm with
        {
            Name = $"{arm.Name} on few images",
            Spec = arm.Spec with
            {
                TrainRows = few,
                Epochs = arm.Spec.Epochs * Math.Clamp(all / few, 1, MostTimesEpochs),

                // Validation follows each of the many epochs, and would cost more than they do.
                ValidFraction = Math.Min(arm.Spec.ValidFraction, (double)MostFewValid / images),
            },
        };
    }
}
