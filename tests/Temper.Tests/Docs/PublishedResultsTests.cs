using System.Text.RegularExpressions;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>Whoever has the repository alone can repeat any published training: its row has all that makes its id.</summary>
public sealed partial class PublishedResultsTests
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "docs", "results");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.csv").Select(file => Path.GetFileName(file)).Order()];

    /// <summary>A command that can be pasted in a clone's folder, for every table there is.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_page_has_the_command_that_repeats_a_row_of_it(string file)
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md").Append(Path.Combine(Repository.Folder, "README.md")).Select(File.ReadAllText);
        var ids = pages.SelectMany(page => Command().Matches(page)).Where(command => command.Groups[2].Value == file).Select(command => command.Groups[1].Value).ToList();
        Assert.NotEmpty(ids);
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        Assert.All(ids, id => Assert.Equal(id, ResultsCsv.Find(text, id, file).Run));
    }

    [GeneratedRegex(@"temper replay (\w+) --results docs/results/([\w.-]+)")]
    private static partial Regex Command();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_row_makes_the_training_whose_id_it_has(string file)
    {
        Assert.SkipUnless(TestData.HasFashionMnist, "needs the real Fashion-MNIST");
        using var catalog = new DatasetCatalog();
        var dataset = await catalog.LoadAsync(new DatasetRequest(FashionMnist.Name), cancellationToken: TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        var ids = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[1]).ToList();
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Equal(id, RunId.Of(ResultsCsv.Find(text, id, file).Request(dataset.Outputs, new ChapterSubject()).Spec, dataset.Hash, "")));
    }
}
