using System.Xml.Linq;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Reports;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Runs beside each other: one picture, one page, the settings in which they differ; nothing of the test set.</summary>
public sealed class RunsCompareTests : IDisposable
{
    private readonly CliRunner temper = new();

    public RunsCompareTests()
    {
        using var store = RunStore.Open(temper.Folder.Sub("runs", "temper.db"), TimeProvider.System);
        for (var i = 0; i < 8; i++)
        {
            store.Finish(StoreWork.Record(i) with { Loss = [0.9, 0.5, 0.25 + (i / 100.0)] });
        }

        store.Fail(StoreWork.Failure(8) with { Loss = [2, 3], TrainScore = [10, 11], ValidScore = [12, 13] });
    }

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Curves_are_in_one_picture_and_settings_that_differ_are_named()
    {
        var result = (await temper.RunAsync("runs", "compare", StoreWork.Id(1), StoreWork.Id(2), StoreWork.Id(8), "--out", "beside")).Returned(0);
        Assert.Equal("The runs differ in spec.seed.", result.Lines()[0]);
        Assert.Contains("diverged at step 25", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Test", result.Out, StringComparison.Ordinal);
        Assert.Equal(["beside/curves.svg", "beside/report.html"], temper.Folder.Files().Where(file => file.StartsWith("beside/", StringComparison.Ordinal)));
        var page = await File.ReadAllTextAsync(temper.Folder.Sub("beside", "report.html"), TestContext.Current.CancellationToken);
        Assert.Equal(1, page.Split("<figure").Length - 1);
        Assert.Contains($"temper runs compare {StoreWork.Id(1)} {StoreWork.Id(2)} {StoreWork.Id(8)} --store", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Test %", page, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", page, StringComparison.Ordinal);

        var picture = XElement.Parse(await File.ReadAllTextAsync(temper.Folder.Sub("beside", "curves.svg"), TestContext.Current.CancellationToken));
        Assert.Equal([3, 3], picture.Groups("tp-panel").Select(panel => panel.Groups("tp-curve").Count));
        var json = (await temper.RunAsync("runs", "compare", StoreWork.Id(1), StoreWork.Id(2), "--out", "beside-json", "--json")).Returned(0).Json();
        Assert.Equal(["1", "2"], json.GetProperty("settings")[0].GetProperty("values").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public async Task Eight_runs_can_be_told_apart()
    {
        string[] ids = [.. Enumerable.Range(0, 8).Select(StoreWork.Id)];
        (await temper.RunAsync(["runs", "compare", .. ids, "--out", "eight"])).Returned(0);
        var picture = XElement.Parse(await File.ReadAllTextAsync(temper.Folder.Sub("eight", "curves.svg"), TestContext.Current.CancellationToken));
        foreach (var panel in picture.Groups("tp-panel"))
        {
            Assert.Equal(8, panel.Groups("tp-curve").Select(curve => curve.Elements().First(element => element.Name.LocalName == "polyline").Attribute("class")!.Value).Distinct().Count());
        }
    }

    [Fact]
    public async Task A_terminal_draws_them()
    {
        temper.IsTerminal = true;
        var result = (await temper.RunAsync("runs", "compare", StoreWork.Id(1), StoreWork.Id(2), "--out", "beside")).Returned(0);
        Assert.Contains("Train loss", result.Out, StringComparison.Ordinal);
        Assert.Contains("Validation accuracy (%)", result.Out, StringComparison.Ordinal);
        Assert.Contains($"o {StoreWork.Id(1)}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_too_many_and_twice_the_same_are_refused_and_so_is_a_folder_with_a_run()
    {
        (await temper.RunAsync("runs", "compare", "x", "--store", "nowhere.db")).Returned(2).IsOneError("expected 2 to 8 runs, received 1");
        (await temper.RunAsync(["runs", "compare", .. Enumerable.Repeat("x", 9), "--store", "nowhere.db"])).Returned(2).IsOneError("received 9");
        (await temper.RunAsync("runs", "compare", StoreWork.Id(1), StoreWork.Id(1))).Returned(2).IsOneError("named twice");
        (await temper.RunAsync("report", StoreWork.Id(1), "--out", "mine")).Returned(0);
        (await temper.RunAsync("runs", "compare", StoreWork.Id(1), StoreWork.Id(2), "--out", "mine")).Returned(3).IsOneError("already holds another run");
    }
}
