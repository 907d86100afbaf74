using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Chapter;

/// <summary>temper chapter: the five experiments, under one or several protocols, for one or many seeds.</summary>
internal static class ChapterCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var experiment = new Option<string>("--experiment")
        {
            Description = "baseline, dropout, l2, batchnorm, altogether or all.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "all",
        };
        var protocol = new Option<string>("--protocol")
        {
            Description = "chapter (as the chapter's code does it), literal (including its redundant work), "
                + "sound (as sound practice does it) or both (chapter and sound).",
            HelpName = "NAME",
            DefaultValueFactory = _ => "both",
        };
        var epochs = NumberOption.Whole("--epochs", "N", "Epochs of every experiment. Default: each experiment's own.", "5");
        var seed = NumberOption.Seed("Seed of all random streams.", 1);
        var seeds = NumberOption.Whole(
            "--seeds", "N", "Number of seeds, starting at --seed; several run in parallel, one per core, or in batches on a GPU.", 1);
        var quirk = new Option<string[]>("--quirk")
        {
            Description = "Switches one of the chapter's quirks, e.g. Q4=off; can be repeated.",
            HelpName = "Qn=on|off",
        };
        common.Out.Description = "Folder for the results. Default: runs/chapter-<id>.";
        var command = new DocumentedCommand(
            "chapter",
            "Trains the chapter's five experiments, tests them and draws their pictures.",
            "temper chapter   # all five experiments, as the chapter does them and as sound practice does",
            "temper chapter --experiment altogether --protocol chapter --seeds 10",
            "temper chapter --protocol chapter --quirk Q4=off");
        foreach (var option in new Option[] { experiment, protocol, epochs, seed, seeds, quirk })
        {
            command.Options.Add(option);
        }

        common.AddTo(command, runs: true);
        command.Options.Add(common.Store);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ChapterRequest
            {
                Experiments = Experiments(parsed.GetValue(experiment)!),
                Protocols = Protocols(parsed.GetValue(protocol)!),
                Epochs = parsed.GetValue(epochs),
                Seed = parsed.GetValue(seed),
                Seeds = parsed.GetValue(seeds),
                Switches = parsed.GetValue(quirk) ?? [],
                Data = parsed.GetValue(common.Data),
                MaxBytes = parsed.GetValue(common.MaxBytes),
                Device = common.DeviceOf(parsed),
                Out = parsed.GetValue(common.Out),
                Store = common.StoreOf(parsed, terminal),
                Open = parsed.GetValue(common.Open),
            };
            return new ChapterRun(request, common.Report(parsed, terminal)).RunAsync(cancellationToken);
        });
        return command;
    }

    private static string[] Experiments(string name) => string.Equals(name, "all", StringComparison.OrdinalIgnoreCase)
        ? [.. ChapterExperiment.All.Select(experiment => experiment.Name)]
        : [UsageException.Of(() => ChapterExperiment.Find(name)).Name];

    private static Protocol[] Protocols(string name) => name.ToLowerInvariant() switch
    {
        "chapter" => [Protocol.Chapter],
        "literal" => [Protocol.Literal],
        "sound" => [Protocol.Sound],
        "both" => [Protocol.Chapter, Protocol.Sound],
        _ => throw new UsageException(
            $"There is no protocol \"{name}\"; "
            + $"expected chapter, literal, sound or both{Suggestion.Ending(name, ["chapter", "literal", "sound", "both"])}"),
    };
}
