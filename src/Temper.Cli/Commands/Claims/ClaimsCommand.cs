using System.CommandLine;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Claims;

/// <summary>temper claims: what the chapter says, beside what is measured.</summary>
internal static class ClaimsCommand
{
    private const int DefaultSeeds = 30;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var command = new DocumentedCommand(
            "claims",
            "Tests the chapter's claims and the effect of its quirks, one by one.",
            "temper claims   # 22 arms x 30 seeds",
            "temper claims --seeds 10 --markdown > claims.md");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = options.Request(parsed, "claims", terminal);
            if (request.PicksLearningRate)
            {
                throw new UsageException(
                    "claims tests the effect of the learning rate (Q19), so it does not pick one; give a number, or leave --lr out.");
            }

            return new StudyCall(request, options.Report(parsed, terminal))
            {
                Checks = (plan, dataset, pool, observer, before) =>
                    ChapterJson.Node(ClaimChecks.Run(
                        plan,
                        request.Settings.Seeds,
                        dataset,
                        pool,
                        observer,
                        before is null ? null : ChapterJson.ReadChecks(before),
                        cancellationToken)),
            }.RunAsync(
                (asked, dataset) =>
                {
                    var settings = asked.Arms(dataset?.Outputs ?? 10);
                    var arms = UsageException.Of(() => dataset is null
                        ? ClaimsPlan.ArmsOf(settings)
                        : ClaimsPlan.ArmsOf(settings, dataset.Train.Count));
                    return asked.Plan(StudyKind.Claims, arms, dataset) with { Contrasts = ClaimsPlan.Questions(arms) };
                },
                cancellationToken);
        });
        return command;
    }
}
