using System.Globalization;
using Temper.Data;
using Temper.Lab.Experiments;
using Temper.Lab.Records;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>A study in words. Every sentence is made from its figures.</summary>
public static class StudyText
{
    /// <summary>What a study asks.</summary>
    public static string Question(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Kind switch
        {
            "factorial" => $"What do {Join([.. plan.Factors])} do on {plan.Dataset}, alone and together?",
            "claims" => $"Do the chapter's claims hold on {plan.Dataset}?",
            _ when plan.Arms.Count == 2 => $"Is {plan.Arms[1].Name} better than {plan.Arms[0].Name} on {plan.Dataset}?",
            _ => $"Which of {Join([.. plan.Arms.Skip(1).Select(arm => arm.Name)])} is better than {plan.Arms[0].Name} on {plan.Dataset}?",
        };
    }

    /// <summary>A difference in percentage points with its sign, "+1.63"; the rounding is that of every place that prints it.</summary>
    public static string Points(double difference) => difference.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>"+1.63 [+1.20, +2.10]".</summary>
    public static string Effect(ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var interval = result is { Low: { } low, High: { } high } ? $" [{Points(low)}, {Points(high)}]" : "";
        return result.Mean is { } mean ? $"{Points(mean)}{interval}" : "-";
    }

    /// <summary>"helps", "too few seeds".</summary>
    public static string Word(VerdictWord verdict) => verdict switch
    {
        VerdictWord.TooFewSeeds => "too few seeds",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    /// <summary>"p 0.0012", "p &lt; 0.0001".</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p {p:0.0000}");

    /// <summary>The rule by which the study judges, in a sentence.</summary>
    public static string Rule(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var region = string.Create(CultureInfo.InvariantCulture, $"differences within ±{plan.Region} points count as negligible; chance of a false verdict in a family at most {100 * plan.Alpha:0.##}% (Holm)");
        return plan.IsSequential
            ? $"Seeds were added until decided, by a sequential test that may be looked at any time (e-values for symmetry, Ville's inequality); {region}."
            : $"Paired by seed; sign-flip permutation test, BCa bootstrap intervals (95% each); {region}.";
    }

    /// <summary>The answer in a sentence or two.</summary>
    internal static string Answer(StudyPlan plan, IReadOnlyList<ContrastResult> results, IReadOnlyList<ArmSummary> arms, int seeds)
    {
        var pairs = results.Where(result => result.Kind == ContrastKind.Pair && result.Against == plan.Arms[0].Name).ToList();
        var shown = pairs.OrderByDescending(result => result.Mean ?? double.NegativeInfinity).ToList();
        var failed = arms.Sum(arm => arm.Failed);
        var rate = plan.PicksLearningRate ? "each at its own learning rate" : Rates(arms);
        var start = string.Create(
            CultureInfo.InvariantCulture,
            $"On {plan.Dataset} ({plan.Protocol} protocol, {seeds} seeds, {rate}), in points of test accuracy against {plan.Arms[0].Name}: ");
        var text = start + Join([.. shown.Select(result => $"{result.Name} {Phrase(result)}")]) + ".";
        if (plan.Kind == "factorial")
        {
            text += " Averaged over the other factors: "
                + Join([.. results.Where(result => result.Kind == ContrastKind.MainEffect).Select(result => $"{result.Name} {Phrase(result)}")]) + ".";
        }

        return failed == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $" {failed} of {arms.Sum(arm => arm.Runs + arm.Failed)} trainings diverged and are not in these figures.");
    }

    /// <summary>What a reader has to know.</summary>
    internal static IReadOnlyList<string> Notes(
        StudyPlan plan, IReadOnlyList<ContrastResult> results, IReadOnlyList<ArmSummary> arms, IReadOnlyList<TestLook> looks, IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        var notes = new List<string>();
        if (plan.DatasetOrigin == DatasetOrigin.BuiltIn)
        {
            notes.Add(RunNotes.DrawnData(plan.Dataset));
        }

        if (cells.SelectMany(cell => cell).FirstOrDefault(run => run.Arithmetic.Length > 0) is { } other)
        {
            notes.Add($"Trained with the arithmetic of \"{other.Arithmetic}\"{(other.Record is { } record ? $" on {record.Device}" : "")}: other bits, and so other runs, than on the CPU.");
        }

        notes.Add(plan.PicksLearningRate
            ? string.Create(CultureInfo.InvariantCulture, $"Learning rates were picked for each arm by validation accuracy on {LearningRateSearch.Seeds} seeds that the verdict does not use.")
            : $"Learning rates were not picked: the verdict holds at {Rates(arms)}. --lr auto picks one for each arm.");
        notes.AddRange(plan.LearningRates.Where(choice => choice.IsAtEdge).Select(choice => string.Create(
            CultureInfo.InvariantCulture, $"The learning rate picked for {choice.Arm}, {choice.Chosen}, is at the edge of those tried; a better one may lie beyond.")));
        if (results.Where(result => result.SmallestEffect.HasValue).Select(result => result.SmallestEffect!.Value).DefaultIfEmpty().Max() is var effect and > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The smallest effect that this study could have seen (80% power, its noisiest question): {effect:0.00} points."));
        }

        if (!plan.IsSequential && looks.Count > 1)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The test set was opened {looks.Count} times for this question (with {Join([.. looks.Select(look => look.Seeds.ToString(CultureInfo.InvariantCulture))])} seeds); p-values for a fixed number of seeds are too small after the first. --until-decided may be looked at any time."));
        }

        notes.AddRange(arms.Where(arm => arm.Failed > 0).Select(arm => string.Create(
            CultureInfo.InvariantCulture, $"{arm.Failed} of {arm.Failed + arm.Runs} trainings of {arm.Name} diverged. Its figures are those of the others: it looks better than it is.")));
        notes.AddRange(cells.SelectMany(cell => cell).Select(run => run.Record).OfType<RunRecord>()
            .SelectMany(run => RunNotes.OfMethod(run.Spec, run.DroppedRows)).Distinct());
        return notes;
    }

    internal static string Join(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "nothing",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
    };

    private static string Phrase(ContrastResult result) => $"{Word(result.Verdict)} ({Effect(result)})";

    private static string Rates(IReadOnlyList<ArmSummary> arms)
    {
        var rates = arms.Select(arm => arm.LearningRate).Distinct().Order().Select(rate => rate.ToString(CultureInfo.InvariantCulture)).ToList();
        return rates.Count == 1 ? $"learning rate {rates[0]}" : $"learning rates {Join(rates)}";
    }
}
