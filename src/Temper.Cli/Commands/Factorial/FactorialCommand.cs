using System.CommandLine;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Factorial;

/// <summary>temper factorial: every combination of some factors, with main effects and interactions.</summary>
internal static class FactorialCommand
{
    private const int DefaultSeeds = 30;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var factors = new Option<string>("--factors")
        {
            Description = "The factors, comma-separated, each one part of an arm (see compare). "
                + "Plain dropout means 0.1 here, as in the chapter's altogether net.",
            HelpName = "F,F,...",
            DefaultValueFactory = _ => "dropout,l2,batchnorm",
        };
        var command = new DocumentedCommand(
            "factorial",
            "Trains every combination of factors over many seeds, and reports main effects and interactions.",
            "temper factorial   # dropout, l2 and batchnorm: 8 arms x 30 seeds",
            "temper factorial --factors dropout=.2,label-smoothing=.1 --seeds 15",
            "temper factorial --base my-net.json --factors mixup,ema",
            "temper factorial --device gpu");
        command.Options.Add(factors);
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var names = Names(parsed.GetValue(factors)!);
            var request = options.Request(parsed, $"factorial {Shell.Option("--factors", string.Join(',', names))}", terminal);
            return new StudyCall(request, options.Report(parsed, terminal)).RunAsync(
                (asked, dataset) => Plan(asked, names, dataset), cancellationToken);
        });
        return command;
    }

    private static string[] Names(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Contains(""))
        {
            throw new UsageException($"--factors: expected comma-separated factors, received \"{text}\".");
        }

        // No factor begins with a digit: what does so was split off a number.
        return !names.Any(name => char.IsAsciiDigit(name[0])) ? names : throw new UsageException(
            $"--factors: commas stand between factors, received \"{text}\"; the decimal sign is a point: "
            + string.Concat(names.Select((name, i) => i == 0 ? name : char.IsAsciiDigit(name[0]) ? $".{name}" : $",{name}")) + ".");
    }

    private static StudyPlan Plan(StudyRequest request, string[] factors, Dataset? dataset)
    {
        var settings = request.Arms(dataset?.Outputs ?? 10) with { PlainDropout = ChapterExperiment.AltogetherDropout };
        var design = UsageException.Of(() => FactorialDesign.Of(factors, request.Parts(settings)));
        return request.Plan(StudyKind.Factorial, design.Arms, dataset) with
        {
            Factors = design.Factors,
            Contrasts = [.. design.Effects(), .. Enumerable.Range(1, design.Arms.Count - 1).Select(arm => Contrast.Pair(design.Arms, arm, 0))],
        };
    }
}
