using Temper.Lab.Experiments;
using Temper.Lab.Studies;

namespace Temper.Lab.Claims;

/// <summary>
/// The arms and questions of the chapter's claims. Every net is trained under the study's protocol; a quirk is switched the other way in
/// one arm and compared with the same net without the switch. C5 is asked under both protocols.
/// </summary>
public static class ClaimsPlan
{
    /// <summary>Name of the baseline as the chapter trains it.</summary>
    public const string ChapterBaseline = "baseline, chapter's way";

    /// <summary>Name of the altogether net as the chapter trains it.</summary>
    public const string ChapterAltogether = "altogether, chapter's way";

    private static readonly (string Quirk, string Net)[] Switched =
        [("Q2", "batchnorm"), ("Q4", "batchnorm"), ("Q5", "altogether"), ("Q6", "l2"), ("Q7", "l2"), ("Q19", "baseline"), ("Q19", "altogether")];

    /// <summary>The nets that are not switched, the baseline first.</summary>
    public static IReadOnlyList<string> Nets { get; } = ["baseline", "dropout", "l2", "batchnorm", "altogether"];

    /// <summary>The arms.</summary>
    /// <param name="settings">What they share.</param>
    public static IReadOnlyList<Arm> ArmsOf(ArmSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var other = settings with { Protocol = settings.Protocol == Protocol.Chapter ? Protocol.Sound : Protocol.Chapter, Switches = [] };
        var names = settings.Protocol == Protocol.Chapter ? ("baseline, sound", "altogether, sound") : (ChapterBaseline, ChapterAltogether);
        return
        [
            .. Nets.Select(net => Arms.Read(net, settings, "")),
            Arms.Read("baseline", other, "") with { Name = names.Item1 },
            Arms.Read("altogether", other, "") with { Name = names.Item2 },
            .. Switched.Select(pair => Arms.Read($"{pair.Net}+{pair.Quirk}={(settings.Quirks[pair.Quirk] ? "off" : "on")}", settings, "")),
        ];
    }

    /// <summary>The questions: each regularizer, altogether under both protocols, and each quirk.</summary>
    public static IReadOnlyList<Contrast> Questions(IReadOnlyList<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        var first = Nets.Count + 2;
        return
        [
            .. Enumerable.Range(1, Nets.Count - 1).Select(net => Contrast.Pair(arms, net, 0)),
            Contrast.Pair(arms, Nets.Count + 1, Nets.Count),
            .. Switched.Select((pair, i) => Contrast.Pair(arms, first + i, Nets.ToList().IndexOf(pair.Net))),
        ];
    }

    /// <summary>Which question asks about a switched quirk, with the quirk's number.</summary>
    public static IEnumerable<(string Quirk, int Question)> QuirkQuestions() => Switched.Select((pair, i) => (pair.Quirk, Nets.Count + i));
}
