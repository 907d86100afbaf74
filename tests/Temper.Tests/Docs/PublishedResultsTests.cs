using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>Whoever has the repository alone can repeat any published training: its row has all that makes its id.</summary>
public sealed class PublishedResultsTests
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "docs", "results");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.csv").Select(file => Path.GetFileName(file)).Order()];

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
        Assert.All(ids, id => Assert.Equal(id, RunId.Of(ResultsCsv.Find(text, id, file).Request(dataset.Classes, new ChapterSubject()).Spec, dataset.Hash, "")));
    }
}
