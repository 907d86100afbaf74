using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Experiments;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands;

/// <summary>temper factorial: every combination of some factors, with main effects and interactions.</summary>
internal static class FactorialCommand
{
    private const int DefaultSeeds = 30;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var factors = new Option<string>("--factors")
        {
            Description = "The factors, each one part of an arm (see compare), with commas between. Plain dropout is 0.1 here, as in the chapter's altogether net.",
            HelpName = "F,F,...",
            DefaultValueFactory = _ => "dropout,l2,batchnorm",
        };
        var command = new Command("factorial", "Trains every combination of some factors over many seeds: what each does, and what they do together.");
        command.Options.Add(factors);
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(factors)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var request = options.Request(parsed, $"factorial --factors {Shell.Quote(string.Join(',', names))}", terminal);
            return new StudyCall(request, options.Report(parsed, terminal)).RunAsync((asked, dataset) => Plan(asked, names, dataset), cancellationToken);
        });
        return command;
    }

    private static StudyPlan Plan(StudyRequest request, string[] factors, Dataset? dataset)
    {
        var settings = request.Arms(dataset?.Classes ?? 10) with { PlainDropout = ChapterExperiment.AltogetherDropout };
        var design = FactorialDesign.Of(factors, settings);
        return request.Plan("factorial", design.Arms, dataset) with
        {
            Factors = design.Factors,
            Contrasts = [.. design.Effects(), .. Enumerable.Range(1, design.Arms.Count - 1).Select(arm => Contrast.Pair(design.Arms, arm, 0))],
        };
    }
}
