using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Claims;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Cli.Commands;

/// <summary>temper claims: what the chapter says, beside what is measured.</summary>
internal static class ClaimsCommand
{
    private const int DefaultSeeds = 10;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var command = new DocumentedCommand(
            "claims",
            "Tests the chapter's claims C1 to C5 and the effect of its quirks, one by one.",
            "temper claims",
            "temper claims --seeds 30 --markdown > claims.md");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = options.Request(parsed, "claims", terminal);
            return new StudyCall(request, options.Report(parsed, terminal)) { Checks = Measure }.RunAsync(
                (asked, dataset) =>
                {
                    var arms = UsageException.Of(() => ClaimsPlan.ArmsOf(asked.Arms(dataset?.Classes ?? 10)));
                    return asked.Plan("claims", arms, dataset) with { Contrasts = ClaimsPlan.Questions(arms) };
                },
                cancellationToken);

            ClaimChecks Measure(StudyPlan plan, Dataset dataset, DevicePool pool)
            {
                var spec = plan.Arms[ClaimsPlan.Nets.ToList().IndexOf("batchnorm")].Spec with { Seed = plan.FirstSeed };
                try
                {
                    using var device = pool.Open(1)[0];
                    return new ClaimChecks(PenaltyCheck.Run(dataset), NormalizationCheck.Run(dataset, spec, device, cancellationToken));
                }
                catch (RunFailedException)
                {
                    // The arm's own trainings tell of it.
                    return new ClaimChecks(PenaltyCheck.Run(dataset), null);
                }
            }
        });
        return command;
    }
}
