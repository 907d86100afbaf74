using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Cli.Commands.Regularizers;

/// <summary>temper regularizers: what --with, arms and factors can be.</summary>
internal static class RegularizersCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var name = new Argument<string?>("NAME")
        {
            Description = "A regularizer, to show its formula, numbers and source. Default: lists them all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new DocumentedCommand(
            "regularizers",
            "Lists the regularizers: what they do, their formulas, defaults and ranges.",
            "temper regularizers",
            "temper regularizers mixup",
            "temper regularizers --json");
        command.Arguments.Add(name);
        common.AddOutputTo(command);
        command.SetAction((parsed, _) =>
        {
            var report = common.Report(parsed, terminal);
            var given = parsed.GetValue(name);
            var shown = given is null ? RegularizerCatalog.All : [UsageException.Of(() => RegularizerCatalog.Create(given))];
            Show(report, shown, isOne: given is not null);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(Report report, IReadOnlyList<Regularizer> shown, bool isOne)
    {
        if (report.IsJson)
        {
            report.Document(CliJson.Write([.. shown.Select(RegularizerFacts.Of)]));
        }
        else if (isOne)
        {
            ShowOne(report, RegularizerFacts.Of(shown[0]));
        }
        else
        {
            report.Table(
                [new("Name"), new("Default"), new("Worth trying", false, 2), new("What it does", false, 1)],
                shown.Select(RegularizerFacts.Of).Select(facts => (IReadOnlyList<string>)[facts.Name, facts.Default, facts.Sensible, facts.Summary]));
            report.Info();
            report.Info("temper regularizers NAME shows the details of one. Combine several with a plus: temper train --with mixup+ema=.99");
        }
    }

    private static void ShowOne(Report report, RegularizerFacts facts)
    {
        const int At = 14;
        report.Field("Name", facts.Name, At);
        report.Field("What it does", facts.Summary, At);
        report.Field("Formula", facts.Formula, At);
        (string Label, string Text)[] fields =
        [
            ("Default", facts.Default),
            ("Allowed", facts.Allowed),
            ("Worth trying", facts.Sensible),
            ("Options", facts.Options),
            ("", facts.OptionNotes),
        ];
        foreach (var (label, text) in fields)
        {
            if (text.Length > 0)
            {
                report.Field(label, text, At);
            }
        }

        report.Field("Source", facts.Source, At);
        report.Info();
        report.Command("To train with it:", $"temper train --with {RegularizerText.Write(RegularizerCatalog.Create(facts.Name))}");
    }
}
