using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>The table of all runs: a row each, safe for spreadsheets, with nothing that is sealed.</summary>
public sealed class RunsExportTests : IDisposable
{
    private readonly CliRunner temper = new();

    public RunsExportTests()
    {
        using var store = RunStore.Open(temper.Folder.Sub("runs", "temper.db"), TimeProvider.System);
        store.Finish(StoreWork.Record(1));
        store.Finish(StoreWork.Record(2) with { Experiment = "=cmd()", Dataset = "a \"b\", c" });
        store.Fail(StoreWork.Failure(3));
        store.Tag(StoreWork.Id(1), ["best", "@home"]);
        store.SetNote(StoreWork.Id(2), "-1 is what\nit says");
        store.SaveStudy(new StoredStudy
        {
            Id = "0a", Kind = "compare", Title = "t", Plan = "{}", Command = "", DatasetHash = "d0", Created = default, Members = [new("verdict", "a", 1, StoreWork.Id(2))],
        });
    }

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Every_run_is_a_row_with_all_it_takes()
    {
        var result = (await temper.RunAsync("runs", "export", "--csv")).Returned(0);
        Assert.Equal("", result.Error);
        var lines = result.Lines();
        Assert.Equal(RunsCsv.Header, lines[0]);
        Assert.Equal(4, lines.Length);
        var (failed, sealedRun, done) = (Cells(lines[1]), Cells(lines[2]), Cells(lines[3]));
        Assert.All(new[] { failed, sealedRun, done }, cells => Assert.Equal(RunsCsv.Header.Split(',').Length, cells.Count));
        Assert.Equal(
            [StoreWork.Id(1), "dropout", "sound", "Q1 Q19", "'@home best", "", "3", "0.001", "1", "garments", "d0", "accuracy (%)", "83.125", "81.5", "w1", "", "1.75", "cpu (1 thread)"], done[..^1]);
        Assert.Equal(SpecJson.Write(StoreWork.Record(1).Spec), SpecJson.Write(SpecJson.ReadSpec(done[^1], "the row")));

        // What a spreadsheet would take for a formula has an apostrophe, and a sealed result is not there.
        Assert.Equal(("'=cmd()", "a \"b\", c", "'-1 is what it says", ""), (sealedRun[1], sealedRun[9], sealedRun[5], sealedRun[13]));
        Assert.NotEqual("", sealedRun[12]);
        Assert.Equal((StoreWork.Id(3), "", "20", ""), (failed[0], failed[13], failed[15], failed[14]));
    }

    [Fact]
    public async Task A_file_has_the_same_and_a_tag_chooses()
    {
        var whole = (await temper.RunAsync("runs", "export", "--csv")).Returned(0).Out.ReplaceLineEndings("\n");
        var written = (await temper.RunAsync("runs", "export", "--csv", "all.csv")).Returned(0);
        Assert.Contains("3 runs: ", written.Out, StringComparison.Ordinal);
        Assert.Equal(whole, await File.ReadAllTextAsync(temper.Folder.Sub("all.csv"), TestContext.Current.CancellationToken));
        (await temper.RunAsync("runs", "export", "--tag", "best", "--csv", "all.csv")).Returned(3).IsOneError("all.csv", "is there already", "--force");
        Assert.Equal(whole, await File.ReadAllTextAsync(temper.Folder.Sub("all.csv"), TestContext.Current.CancellationToken));
        (await temper.RunAsync("runs", "export", "--csv", "all.csv", "--force")).Returned(0);
        Assert.Equal(2, (await temper.RunAsync("runs", "export", "--tag", "best", "--csv")).Returned(0).Lines().Length);
        (await temper.RunAsync("runs", "export")).Returned(2).IsOneError("--csv");
        Directory.CreateDirectory(temper.Folder.Sub("folder"));
        (await temper.RunAsync("runs", "export", "--csv", "folder")).Returned(3).IsOneError("folder");
    }

    private static List<string> Cells(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), "", false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell += line[i++];
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == ',' && !isQuoted)
            {
                cells.Add(cell);
                cell = "";
            }
            else
            {
                cell += line[i];
            }
        }

        return [.. cells, cell];
    }
}
