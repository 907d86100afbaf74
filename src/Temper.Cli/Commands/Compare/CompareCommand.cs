using System.CommandLine;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Cli.Commands.Compare;

/// <summary>temper compare: arms against the first, with evidence.</summary>
internal static class CompareCommand
{
    private const int DefaultSeeds = 10;

    public static Command Build(Terminal terminal)
    {
        var options = new StudyOptions(DefaultSeeds);
        var arms = new Argument<string[]>("ARM") { Arity = ArgumentArity.OneOrMore };
        var allPairs = new Option<bool>("--all-pairs") { Description = "Compares every arm with every other one, not only with the baseline." };
        var command = new DocumentedCommand(
            "compare",
            "Compares nets over many paired seeds, and says which of them help.",
            "temper compare baseline dropout=.5 l2=1e-4 batchnorm altogether",
            "temper compare baseline dropout=.1+batchnorm --until-decided --lr auto",
            "temper compare baseline dropout=.1 --plan   # how many seeds would it take?",
            "temper compare baseline mixup=.2 ema=.99+l1 --base my-net.json",
            "temper compare baseline.json mine.json --data ./my-images --seeds 20")
        {
            Describe = () => arms.Description =
                $"Two or more arms, the baseline first: {Arms.Parts}; combined with +, or spec files (.json).",
        };
        command.Arguments.Add(arms);
        command.Options.Add(allPairs);
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var texts = parsed.GetValue(arms)!;
            if (texts.FirstOrDefault(IsList) is { } list)
            {
                throw new UsageException(
                    $"compare takes arms separated by spaces, received \"{list}\"; "
                    + $"write {string.Join(' ', list.Split(',', StringSplitOptions.TrimEntries).Select(Shell.Quote))}.");
            }

            if (texts.Length < 2)
            {
                throw new UsageException($"compare needs at least two arms, the baseline first; received {string.Join(' ', texts)}.");
            }

            var isAll = parsed.GetValue(allPairs);
            var request = options.Request(
                parsed, $"compare {string.Join(' ', texts.Select(text => Word(text, terminal)))}{(isAll ? " --all-pairs" : "")}", terminal);

            // The plan is made twice, and a spec that comes through a pipe can be read once.
            var files = new Dictionary<string, string>();
            return new StudyCall(request, options.Report(parsed, terminal)).RunAsync(
                (asked, dataset) => Plan(
                    asked,
                    texts,
                    isAll,
                    dataset,
                    path => Arms.Read(terminal.FullPath(path), asked.Arms(dataset?.Outputs ?? 10), workingFolder: "", ReadFile)),
                cancellationToken);

            string ReadFile(string path) => files.TryGetValue(path, out var text) ? text : files[path] = SpecJson.ReadText(path, cancellationToken);
        });
        return command;
    }

    /// <summary>
    /// Whether a text is several comma-separated arms. What begins with
    /// a digit is no arm, but the rest of a number with a decimal comma.
    /// </summary>
    private static bool IsList(string text) => !Arm.IsFile(text) && text.Split(',', StringSplitOptions.TrimEntries) is [_, _, ..] pieces
        && pieces.All(piece => piece.Length > 0 && !char.IsAsciiDigit(piece[0]));

    /// <summary>An arm as it is repeated from any folder.</summary>
    private static string Word(string text, Terminal terminal) => Shell.Quote(Arm.IsFile(text) ? terminal.FullPath(text) : text);

    private static StudyPlan Plan(StudyRequest request, string[] texts, bool isAll, Dataset? dataset, Func<string, Arm> readFile)
    {
        var settings = request.Arms(dataset?.Outputs ?? 10);

        var parts = request.Parts(settings);
        UsageException.Of(() => StudySize.CheckArms(texts.Length));

        // What is wrong in a spec file is not wrong usage; texts, and which arms there are, were typed.
        var arms = texts
            .Select(text => Arm.IsFile(text) ? readFile(text) : UsageException.Of(() => parts.Together(RegularizerText.Split(text))))
            .ToList();
        UsageException.Of(() => Arm.RequireDifferent(arms));
        return request.Plan(StudyKind.Compare, arms, dataset) with
        {
            Contrasts =
            [
                .. from reference in Enumerable.Range(0, isAll ? arms.Count - 1 : 1)
                   from arm in Enumerable.Range(reference + 1, arms.Count - reference - 1)
                   select Contrast.Pair(arms, arm, reference),
            ],
        };
    }
}
