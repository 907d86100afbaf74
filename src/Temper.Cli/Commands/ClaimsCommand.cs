using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Claims;

namespace Temper.Cli.Commands;

/// <summary>temper claims: what the chapter says, beside what is measured.</summary>
internal static class ClaimsCommand
{
    private const int DefaultSeeds = 10;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var command = new Command("claims", "Tests the chapter's claims C1 to C5 and the effect of its quirks, one by one.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = options.Request(parsed, "claims", terminal);
            return new StudyCall(request, options.Report(parsed, terminal)) { Judge = Claims }.RunAsync(
                (asked, dataset) =>
                {
                    var arms = ClaimsPlan.ArmsOf(asked.Arms(dataset?.Classes ?? 10));
                    return asked.Plan("claims", arms, dataset) with { Contrasts = ClaimsPlan.Questions(arms) };
                },
                cancellationToken);

            IReadOnlyList<ChapterClaim> Claims(Lab.Studies.StudyRecord record, Temper.Data.Dataset dataset) => ClaimsJudge.Judge(
                record,
                PenaltyCheck.Run(dataset),
                NormalizationCheck.Run(dataset, record.Plan.Arms[ClaimsPlan.Nets.ToList().IndexOf("batchnorm")].Spec with { Seed = record.Plan.FirstSeed }, cancellationToken));
        });
        return command;
    }
}
