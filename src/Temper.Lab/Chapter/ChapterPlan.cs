using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>Which trainings a call of the chapter consists of.</summary>
public static class ChapterPlan
{
    /// <summary>Expands experiments x protocols for one seed.</summary>
    /// <param name="experiments">Names of experiments.</param>
    /// <param name="protocols">Protocols, in order.</param>
    /// <param name="switches">Quirks to switch, such as "Q4=off".</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="epochs">Epochs for all; null for each experiment's own.</param>
    /// <exception cref="SpecException">A name or a switch is unknown.</exception>
    public static IReadOnlyList<RunRequest> Expand(
        IReadOnlyList<string> experiments, IReadOnlyList<Protocol> protocols, IReadOnlyList<string> switches, int classes, ulong seed, int? epochs)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        ArgumentNullException.ThrowIfNull(protocols);
        ArgumentNullException.ThrowIfNull(switches);
        var requests = new List<RunRequest>();
        foreach (var protocol in protocols)
        {
            var quirks = switches.Aggregate(QuirkSet.Of(protocol), (set, text) => set.With(text));
            foreach (var name in experiments)
            {
                var experiment = ChapterExperiment.Find(name);
                requests.Add(Request(experiment, experiment.Name, experiment.FigureTitle, protocol, quirks, classes, seed, epochs));
                if (experiment.Name == "l2" && protocol == Protocol.Sound && !quirks[QuirkId.Q6])
                {
                    // AdamW is shown beside Adam with L2, so that what the quirk changes can be seen.
                    requests.Add(Request(
                        experiment, "l2-adam", "Result with L2 inside Adam", protocol, quirks.With(QuirkId.Q6, isOn: true), classes, seed, epochs));
                }
            }
        }

        return requests;
    }

    private static RunRequest Request(
        ChapterExperiment experiment, string name, string title, Protocol protocol, QuirkSet quirks, int classes, ulong seed, int? epochs) =>
        new(
            name,
            protocol,
            title,
            quirks.On,
            experiment.Spec(quirks, classes, seed, epochs),
            DistinctGrid: !quirks[QuirkId.Q25],
            ShowPenalty: !quirks[QuirkId.Q8]);
}
