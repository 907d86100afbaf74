using Temper.Cli.Commands.Regularizers;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>The table of docs/regularizers.md is what the catalog says, in its order.</summary>
public sealed class RegularizersPageTests
{
    [Fact]
    public void The_table_is_the_catalog()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "regularizers.md"));
        var rows = page.SkipWhile(line => !line.StartsWith("| name |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(RegularizerCatalog.All.Select(RegularizerFacts.Of).Select(Row), rows);
    }

    /// <summary>A bar would end a cell.</summary>
    private static string Row(RegularizerFacts facts) =>
        $"| `{facts.Name}` | {facts.Summary} | {facts.Formula.Replace("|", "\\|", StringComparison.Ordinal)} | {facts.Default} | {facts.Allowed} | {facts.Sensible} | {facts.Options} | {facts.Source} |";
}
