using System.Globalization;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>
/// Which questions a look's verdicts are corrected with. Asking three arms and then, of the same trainings, only the one that looked best
/// would be two families by the letter and one by what was done: who picks from what was seen must count all that was seen. So the
/// family of a look is that of its study together with all questions of earlier looks at any of its trainings.
/// </summary>
internal static class QuestionFamily
{
    /// <summary>The questions of earlier looks that belong to a look's families, those of its own study left out.</summary>
    /// <remarks>
    /// All questions of an earlier look join as soon as it shares one training, also those that the training has no part in: the questions at
    /// hand may have been picked for what the others looked like. Seeds are those of the look at hand: coins are tossed for each of its
    /// seeds, for all questions together, and a seed that only another question has could only change verdicts by trainings that
    /// this study is not about.
    /// </remarks>
    /// <param name="plan">The study at hand.</param>
    /// <param name="runs">Ids of its runs as [seed][arm].</param>
    /// <param name="earlier">The earlier looks at its data.</param>
    public static IReadOnlyList<JoinedQuestion> Joined(StudyPlan plan, IReadOnlyList<IReadOnlyList<string>> runs, IReadOnlyList<EarlierSight> earlier)
    {
        var own = plan.Contrasts.Select(contrast => Key(plan, contrast)).ToHashSet();
        var here = runs.SelectMany(ids => ids).ToHashSet();
        var joined = new Dictionary<string, JoinedQuestion>();
        foreach (var (study, sight) in earlier.Where(look => look.Sight.Plan.DatasetHash == plan.DatasetHash))
        {
            if (!sight.Runs.Any(ids => ids.Any(here.Contains)))
            {
                continue;
            }

            foreach (var (contrast, differences) in sight.Plan.Contrasts.Zip(sight.Differences))
            {
                var key = Key(sight.Plan, contrast);
                if (!own.Contains(key))
                {
                    // A later look at the same question may have had more seeds.
                    var aligned = Aligned(differences, sight.Plan.FirstSeed, plan.FirstSeed, runs.Count);
                    joined[key] = joined.TryGetValue(key, out var before)
                        ? before with { Differences = [.. before.Differences.Zip(aligned, (known, more) => known ?? more)] }
                        : new JoinedQuestion(study, contrast.Name, contrast.Against, contrast.Kind, aligned);
                }
            }
        }

        return [.. joined.Values];
    }

    /// <summary>The studies that asked one of these questions before, of trainings with another first seed; the oldest first.</summary>
    /// <param name="plan">The study at hand.</param>
    /// <param name="earlier">The earlier looks at its data.</param>
    public static IReadOnlyList<EarlierStudy> WithOtherSeeds(StudyPlan plan, IReadOnlyList<EarlierSight> earlier)
    {
        var own = plan.Contrasts.Select(contrast => Key(plan, contrast)).ToList();
        var found = new List<EarlierStudy>();
        foreach (var (study, sight) in earlier.Where(look => look.Sight.Plan.DatasetHash == plan.DatasetHash
            && look.Sight.Plan.FirstSeed != plan.FirstSeed))
        {
            var asked = sight.Plan.Contrasts.Select(contrast => Key(sight.Plan, contrast)).ToHashSet();
            List<string> again = [.. plan.Contrasts.Where((_, i) => asked.Contains(own[i])).Select(contrast => contrast.Name).Distinct()];

            // Several looks of a study are counted and reported as its own; the last has all that it asked.
            var place = found.FindIndex(other => other.Study == study);
            if (again.Count > 0 && place < 0)
            {
                found.Add(new EarlierStudy(study, sight.Plan.FirstSeed, again));
            }
            else if (again.Count > 0)
            {
                found[place] = found[place] with { Questions = [.. found[place].Questions.Union(again)] };
            }
        }

        return found;
    }

    /// <summary>The differences of a study's questions as [question][seed]; null where a training that counts has no figure.</summary>
    /// <param name="plan">The questions.</param>
    /// <param name="values">The figures as [seed][arm]; NaN where there is none.</param>
    public static IReadOnlyList<IReadOnlyList<double?>> Differences(StudyPlan plan, IReadOnlyList<double[]> values) =>
    [
        .. plan.Contrasts.Select(contrast => (IReadOnlyList<double?>)
            [.. values.Select(contrast.Of).Select(difference => double.IsFinite(difference) ? difference : (double?)null)]),
    ];

    /// <summary>
    /// What is asked, whatever arms are called and whichever stands first: weights over specs without their seeds. With a seed, a spec is a run.
    /// Signs and scales do not matter: A against B is B against A.
    /// </summary>
    private static string Key(StudyPlan plan, Contrast contrast)
    {
        var terms = contrast.Terms.Where(term => term.Weight != 0)
            .Select(term => (Spec: SpecJson.Write(plan.Arms[term.Arm].Spec.Resolved() with { Seed = 0 }), term.Weight))
            .OrderBy(term => term.Spec, StringComparer.Ordinal).ToList();
        return string.Join('\n', terms.Select(term => (term.Weight / terms[0].Weight).ToString("R", CultureInfo.InvariantCulture) + term.Spec)
            .Prepend(StudyAnalysis.FamilyOf(contrast)));
    }

    private static double?[] Aligned(IReadOnlyList<double?> differences, ulong theirFirst, ulong first, int seeds)
    {
        var aligned = new double?[seeds];
        for (var i = 0; i < seeds; i++)
        {
            var seed = first + (ulong)i;
            aligned[i] = seed >= theirFirst && seed - theirFirst < (ulong)differences.Count ? differences[(int)(seed - theirFirst)] : null;
        }

        return aligned;
    }
}
