using Temper.Lab.Studies;

namespace Temper.Lab.Chapter;

/// <summary>
/// Finds quirks that a study cannot tell from its factors. A quirk that is on in all arms, or in all arms that have certain parts, is a
/// condition of the study or the way these parts are done. One that depends on a part being absent is neither: in some of the cells
/// in which a factor is on it adds what it does to the factor's effect.
/// </summary>
internal static class Confounding
{
    /// <summary>Parts that set themselves what a quirk would set: an arm that has the part asks about just that.</summary>
    private static readonly (QuirkId Quirk, string Part)[] SetThemselves = [(QuirkId.Q19, "lr"), (QuirkId.Q26, "early-stopping")];

    /// <summary>One sentence per such quirk.</summary>
    public static IReadOnlyList<string> Of(StudyPlan plan)
    {
        var made = plan.Arms.Where(arm => arm.Protocol == plan.Protocol).ToList();
        return
        [
            .. made.SelectMany(arm => arm.ActiveQuirks).Distinct().Order(StringComparer.Ordinal)
                .Where(quirk => !IsPartOfTheDesign(quirk, made))
                .Select(quirk => Sentence(quirk, made)),
        ];
    }

    private static bool IsPartOfTheDesign(string quirk, List<Arm> arms)
    {
        var active = arms.Where(arm => arm.ActiveQuirks.Contains(quirk)).ToList();
        var shared = active.Select(arm => (IEnumerable<string>)arm.Parts).Aggregate((one, other) => one.Intersect(other)).ToList();

        return arms.All(arm => arm.ActiveQuirks.Contains(quirk) == shared.All(arm.Parts.Contains) || AsksAbout(arm, quirk));
    }

    private static bool AsksAbout(Arm arm, string quirk) =>
        arm.Parts.Contains(quirk, StringComparer.OrdinalIgnoreCase)
            || SetThemselves.Any(pair => Quirks.Of(pair.Quirk).Name == quirk && arm.Parts.Contains(pair.Part));

    private static string Sentence(string quirk, List<Arm> arms)
    {
        var on = arms.Where(arm => arm.ActiveQuirks.Contains(quirk)).Select(arm => arm.Name).ToList();
        return $"{quirk} ({Quirks.Find(quirk).On}) is on in {StudyText.Join(on)} only, "
            + $"so what is said of their factors is partly said of {quirk}; --quirk {quirk}=off switches it off in all.";
    }
}
