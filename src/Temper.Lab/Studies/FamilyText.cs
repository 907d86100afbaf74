using System.Globalization;

namespace Temper.Lab.Studies;

/// <summary>In words: what else was asked of a study's trainings, and what was asked before with other seeds.</summary>
internal static class FamilyText
{
    private const string InStore = "in this store";

    /// <summary>Up to this many unchanged verdicts have a sentence each; more are listed.</summary>
    private const int FewestTogether = 2;

    /// <summary>What a reader has to know: verdicts depend on what else was looked at.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="results">Its answers.</param>
    /// <param name="joined">The questions of earlier looks in its families.</param>
    /// <param name="before">The studies that asked the same with other seeds.</param>
    public static IReadOnlyList<StudyNote> Notes(
        StudyPlan plan, IReadOnlyList<ContrastResult> results, IReadOnlyList<JoinedQuestion> joined, IReadOnlyList<EarlierStudy> before)
    {
        var notes = new List<StudyNote>();
        foreach (var family in joined.GroupBy(question => question.Study))
        {
            notes.Add(Warning(
                $"Study {family.Key} looked at some of these trainings before, {InStore}, and asked of {Few([.. family.Select(Name)])} too. "
                + "Asked one by one or together, it is one family of questions: all of it counts."));
        }

        var beside = results.Where(result => result.Alone is not null).ToLookup(result => result.Alone!.Verdict != result.Verdict);
        notes.AddRange(beside[true].Select(result => Warning($"{Name(result)}: {Beside(result)}.")));
        foreach (var same in beside[false].GroupBy(result => (result.Alone!.Among, result.Alone.Questions)))
        {
            notes.AddRange(same.Count() <= FewestTogether
                ? same.Select(result => new StudyNote($"{Name(result)}: {Beside(result)}.", IsWarning: false))
                : [Together(same.Key.Among, same.Key.Questions, beside[true].Any() ? "the other" : "all", same)]);
        }

        if (before.Count > 0)
        {
            var times = before.Select(study => study.FirstSeed).Distinct().Count() + 1;
            var questions = before.SelectMany(study => study.Questions).Distinct().ToList();
            notes.Add(Warning(string.Create(
                CultureInfo.InvariantCulture,
                $"{(questions.Count == 1 ? "The same question was" : "The same questions were")} asked before {InStore} with other seeds "
                    + $"({StudyText.Join([.. before.Select(Told)])}): this is look {times} at {StudyText.Join(questions)}. "
                    + $"Each look with seeds of its own may err with a chance of {100 * plan.Alpha:0.##}%; "
                    + $"that one of {times} does has a chance of up to {Math.Min(100, 100 * times * plan.Alpha):0.##}%.")));
        }

        return notes;
    }

    /// <summary>"; undecided among the 2 questions ..., alone it would be helps" where the larger family changes the word, else nothing.</summary>
    public static string WhereItMatters(ContrastResult result) =>
        result.Alone is { } alone && alone.Verdict != result.Verdict ? $"; {Beside(result)}" : "";

    /// <summary>One note for many unchanged verdicts.</summary>
    private static StudyNote Together(int among, int questions, string which, IEnumerable<ContrastResult> same)
    {
        var values = same.Select(result => $"{Name(result)} {P(result.AdjustedPValue)} and {P(result.Alone!.PValue)}");
        return new StudyNote(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Among the {among} questions that were asked of these trainings {InStore}, and among the {questions} of this study, "
                + $"{which} words are the same; p there and here: {string.Join("; ", values)}."),
            IsWarning: false);
    }

    /// <summary>
    /// Both answers: "undecided among the 2 questions that were asked of these
    /// trainings in this store (p 0.0938); alone it would be helps (p 0.0469)".
    /// </summary>
    private static string Beside(ContrastResult result)
    {
        var alone = result.Alone!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{StudyText.Word(result.Verdict)} among the {alone.Among} questions that were asked of these trainings {InStore} "
                + $"({StudyText.P(result.AdjustedPValue)}); "
                + $"{(alone.Questions == 1 ? "alone" : $"among the {alone.Questions} of this study")} "
                + $"it would be {StudyText.Word(alone.Verdict)} ({StudyText.P(alone.PValue)})");
    }

    /// <summary>Of many names the first ones and how many more there are; the whole list is in the record.</summary>
    private static string Few(IReadOnlyList<string> names)
    {
        const int Told = 4;
        return names.Count <= Told + 1
            ? StudyText.Join(names)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Told))} and {names.Count - Told} more");
    }

    private static StudyNote Warning(string text) => new(text, IsWarning: true);

    private static string P(double p) => StudyText.P(p)[2..];

    private static string Told(EarlierStudy study) =>
        string.Create(CultureInfo.InvariantCulture, $"study {study.Study} from seed {study.FirstSeed} on");

    private static string Name(JoinedQuestion question) => StudyText.Name(question.Name, question.Against);

    private static string Name(ContrastResult result) => StudyText.Name(result.Name, result.Against);
}
