using System.Globalization;
using Temper.Cli.Commands.Regularizers;
using Temper.Lab.Statistics;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>The tables of docs/regularizers.md are what the catalog and the published trainings say.</summary>
public sealed class RegularizersPageTests
{
    [Fact]
    public void The_table_is_the_catalog()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "regularizers.md"));
        var rows = page.SkipWhile(line => !line.StartsWith("| name |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(RegularizerCatalog.All.Select(RegularizerFacts.Of).Select(Row), rows);
    }

    /// <summary>The verdicts, from the trainings' accuracies anew, by the statistics of every study.</summary>
    [Theory]
    [InlineData("regularizers.csv", "| what is added |", "nothing")]
    [InlineData("regularizers-schedule.csv", "| against a cosine schedule alone |", "the cosine schedule alone")]
    public void The_verdicts_follow_from_the_published_trainings(string file, string head, string baseline)
    {
        var arms = Arms(file);
        Assert.Equal(Rows(arms, baseline, PairedAnalysis.Compare(Differences(arms), new VerdictSettings())), RowsBelow(head));
    }

    private static PairedSample[] Differences(List<PublishedArm> arms) =>
        [.. arms.Skip(1).Select(arm => new PairedSample(arm.Name, Minus(arm, arms[0])))];

    private static IEnumerable<string> Rows(List<PublishedArm> arms, string baseline, IReadOnlyList<PairedComparison> judged) =>
        arms.Skip(1).Zip(judged).OrderByDescending(pair => pair.Second.Mean).Select(pair => Row(pair.Second, pair.First))
            .Prepend($"| {baseline} | | | | | {Means(arms[0])} |");

    private static string Page => Path.Combine(Repository.Folder, "docs", "regularizers.md");

    private static IEnumerable<string> RowsBelow(string head) =>
        File.ReadAllLines(Page).SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));

    private static List<PublishedArm> Arms(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "results", file)).Select(line => line.Split(',')).ToList();
        int Column(string name) => Array.IndexOf(lines[0], name);
        var (arm, seed, test, train) = (Column("arm"), Column("seed"), Column("test_score"), Column("train_score"));
        return
        [
            .. lines.Skip(1).GroupBy(cells => cells[arm]).Select(group => new PublishedArm(
                group.Key,
                group.ToDictionary(cells => int.Parse(cells[seed], CultureInfo.InvariantCulture), cells => Number(cells[test])),
                group.Average(cells => Number(cells[train])))),
        ];
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static double[] Minus(PublishedArm arm, PublishedArm other)
    {
        Assert.Equal(other.Test.Keys.Order(), arm.Test.Keys.Order());
        return [.. other.Test.Keys.Order().Select(seed => arm.Test[seed] - other.Test[seed])];
    }

    private static string Row(PairedComparison compared, PublishedArm arm) => string.Create(
        CultureInfo.InvariantCulture,
        $"| `{compared.Name}` | {compared.Verdict.ToString().ToLowerInvariant()} | {compared.Mean:+0.00;-0.00;0.00} "
        + $"| {compared.FamilyInterval.Low:+0.00;-0.00} to {compared.FamilyInterval.High:+0.00;-0.00} "
        + $"| {compared.Shape.Wins} of {compared.Pairs} | {Means(arm)} |");

    private static string Means(PublishedArm arm) => string.Create(
        CultureInfo.InvariantCulture, $"{arm.Test.Values.Average():F2} | {arm.Train - arm.Test.Values.Average():+0.00;-0.00}");

    /// <summary>A bar would end a cell.</summary>
    private static string Row(RegularizerFacts facts) =>
        $"| `{facts.Name}` | {facts.Summary} | {facts.Formula.Replace("|", "\\|", StringComparison.Ordinal)} | {facts.Default} | {facts.Allowed} | {facts.Sensible} | {facts.Options} | {facts.Source} |";

    /// <summary>An arm's trainings: test accuracy by seed, and the mean training accuracy.</summary>
    private sealed record PublishedArm(string Name, Dictionary<int, double> Test, double Train);
}
