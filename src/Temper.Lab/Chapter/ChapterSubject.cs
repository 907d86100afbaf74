using System.Text.Json.Nodes;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Lab.Chapter;

/// <summary>The chapter as the subject of studies: its protocols and quirks, its claims, and arms made of the parts of its net.</summary>
public sealed class ChapterSubject : IStudySubject
{
    /// <summary>The chapter does not measure it (Q9).</summary>
    /// <param name="plan">The study.</param>
    public string? MeasuresTraining(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Arms.Any(arm => arm.Quirks.Has(QuirkId.Q9)) ? $"{QuirkId.Q9}=off" : null;
    }

    /// <summary>"chapter protocol with Q2 off": what all arms have that the protocol has not, and the other way round, is named.</summary>
    /// <param name="plan">The study.</param>
    public string Protocol(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var name = StudyText.Protocol(plan);
        if (plan.Protocol == Runs.Protocol.Own)
        {
            return name;
        }

        // Q20 is about the chapter's own list of experiments; the learning rate is told by itself.
        string[] own = [Quirks.Of(QuirkId.Q19).Name, Quirks.Of(QuirkId.Q20).Name];
        var usual = QuirkSet.Of(plan.Protocol).On.Except(own).ToList();
        var arms = plan.Arms.Where(arm => arm.Protocol == plan.Protocol).Select(arm => arm.Quirks).ToList();
        var off = usual.Where(quirk => arms.All(quirks => !quirks.Contains(quirk))).Select(quirk => $"{quirk} off");
        var on = Quirks.All
            .Select(quirk => quirk.Name)
            .Except(own)
            .Except(usual)
            .Where(quirk => arms.Count > 0 && arms.All(quirks => quirks.Contains(quirk)))
            .Select(quirk => $"{quirk} on");
        string[] switched = arms.Count == 0 ? [] : [.. off, .. on];
        return switched.Length == 0 ? name : $"{name} with {StudyText.Join(switched)}";
    }

    /// <summary>What switched quirks mean: "learning rate 0.001, Adam's usual default" for "baseline+Q19=off".</summary>
    /// <param name="question">The question's name.</param>
    public IReadOnlyList<string> Meanings(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return
        [
            .. question.Split('+', ' ').Select(part => part.Split('=')).Where(part => part is [['Q', ..], "on" or "off"])
                .Select(part => (Quirk: Quirks.All.FirstOrDefault(quirk => quirk.Name == part[0]), IsOn: part[1] == "on"))
                .Where(part => part.Quirk is not null)
                .Select(part => (part.IsOn ? part.Quirk!.On : part.Quirk!.Off).Split(':')[0]),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Confounded(StudyPlan plan) => Confounding.Of(plan);

    /// <inheritdoc/>
    public StudyRecord Judge(StudyRecord record, JsonNode checks)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record with
        {
            Claims = ClaimsJudge.Judge(record, ChapterJson.ReadChecks(checks)),
            Notes = [.. record.Notes, new StudyNote(ClaimsJudge.Families, IsWarning: false)],
        };
    }

    /// <inheritdoc/>
    public Arm ArmOf(ResultsRow row, int classes)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Protocol == Runs.Protocol.Own)
        {
            throw new SpecException($"Run {row.Run}: expected the protocol chapter or sound, received {row.Protocol.Text()}.");
        }

        var switches = Quirks.All.Where(quirk => quirk.IsSwitchable).Select(quirk => $"{quirk.Name}={(row.Quirks.Has(quirk.Id) ? "on" : "off")}");
        var settings = new ArmSettings(row.Protocol, classes) { Switches = [.. switches], Epochs = row.Epochs, LearningRate = row.LearningRate };
        return Arms.Read(row.Arm, settings, workingFolder: "");
    }
}
