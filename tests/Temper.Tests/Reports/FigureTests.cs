using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Optimizers;
using Temper.Tests.Data;
using Temper.Tests.Studies;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Reports;

/// <summary>Every picture of a report is listed once and drawn once, however often the report shows or names it.</summary>
public sealed class FigureTests : IDisposable
{
    private readonly SmallStudy small = new();
    private readonly Dictionary<string, int> drawn = [];

    public void Dispose() => small.Dispose();

    [Theory]
    [InlineData(StudyKind.Compare, 3)]
    [InlineData(StudyKind.Factorial, 5)]
    public void A_study_draws_each_of_its_pictures_once(StudyKind kind, int pictures)
    {
        var design = FactorialDesign.Of(["dropout=.1", "l2"], new ArmSettings(Protocol.Sound, SmallStudy.Dataset.Outputs) { Epochs = 1 });
        var plan = SmallStudy.Plan("baseline", "l2");
        plan = kind == StudyKind.Compare ? plan : plan with
        {
            Kind = kind, Arms = design.Arms, Factors = design.Factors, Contrasts = [.. design.Effects(), Contrast.Pair(design.Arms, 1, 0)],
        };
        var report = new StudyReport(small.Run(plan, 6), Counted(StudyFigures.All));

        Assert.Equal(pictures, report.Pictures.Count);
        IsWhole(report.Pictures, report.Page(), report.Markdown());
        Assert.Equal(report.Page(), report.Page());
    }

    [Fact]
    public void A_series_draws_its_picture_once()
    {
        var (one, two) = (SmallStudy.Plan("baseline", "l2"), SmallStudy.Plan("baseline", "l2"));
        var series = StudySeries.Of([small.Run(one, 6), small.Run(two with { Arms = [.. two.Arms.Select(arm => arm.At(0.02))] }, 6)]);
        var report = new SeriesReport(series, Counted(SeriesReport.All));
        IsWhole(report.Pictures, report.Page(), report.Markdown());
    }

    [Fact]
    public void A_training_draws_each_of_its_pictures_once_for_its_folder_and_for_the_chapters_page()
    {
        using var folder = new TempFolder();
        var run = Train(Trainings.Spec with { Epochs = 1 });
        var report = new RunReport(run, "temper train", Counted(RunPictures.All));
        RunFiles.Write(folder.Path, report);
        var record = new ChapterRecord
        {
            Id = "0", Dataset = run.Dataset.Name, DatasetHash = run.Dataset.Hash, WhyBuiltIn = null, Seconds = 1, Experiments = [run.Record], Summary = [SeedSummary.Of([run.Record])],
        };
        var chapter = new ChapterReport(record, [report], Counted(ChapterReport.Figures(record)));
        IsWhole(report.Pictures, File.ReadAllText(Path.Combine(folder.Path, RunFolder.ReportName)), null);
        IsWhole([.. chapter.Pictures, .. report.Pictures], chapter.Page([], "temper chapter"), null);
        Assert.All(report.Pictures, picture => Assert.Equal(picture.Svg, File.ReadAllText(Path.Combine(folder.Path, picture.Name))));
    }

    [Fact]
    public void A_stored_run_and_a_comparison_draw_each_of_their_pictures_once()
    {
        var record = Train(Trainings.Spec).Record;
        var report = new RecordReport(record, "temper replay", Counted(RunPictures.OfRecord));
        IsWhole(report.Pictures, report.Page(), null);
        drawn.Clear();
        var comparison = new ComparisonReport([ComparedRun.Of(StoredRun.Of(record)), ComparedRun.Of(StoredRun.Of(record))], "temper runs compare", Counted(ComparisonReport.All));
        IsWhole(comparison.Pictures, comparison.Page(), null);
    }

    [Fact]
    public void A_training_that_diverges_draws_its_picture_once()
    {
        using var folder = new TempFolder();
        var request = Request(Trainings.Spec with { Optimizer = new SGD(1e30), Schedule = new Constant() });
        using var device = new CpuDevice(1);
        using var trainer = new Trainer(request.Spec, Trainings.Data, device);
        var error = Assert.Throws<RunFailedException>(() => trainer.Run(cancellationToken: TestContext.Current.CancellationToken));
        var report = new FailureReport(FailedRun.Of(error, request, Trainings.Data, device, DateTimeOffset.UnixEpoch), "temper train", Counted(FailureReport.All));
        RunFiles.Write(folder.Path, report);
        IsWhole(report.Pictures, File.ReadAllText(Path.Combine(folder.Path, RunFolder.ReportName)), null);
    }

    /// <summary>No picture has the file of another, and none is left out of page or Markdown.</summary>
    private void IsWhole(IReadOnlyList<(string Name, string Svg)> pictures, string page, string? markdown)
    {
        Assert.NotEmpty(pictures);
        Assert.Equal(pictures.Count, pictures.Select(picture => picture.Name).Distinct().Count());
        Assert.Equal(pictures.Count, page.Split("<figure").Length - 1);
        Assert.All(pictures, picture => Assert.Equal(1, drawn[picture.Name]));
        if (markdown is not null)
        {
            Assert.All(pictures, picture => Assert.Contains($"]({picture.Name})", markdown, StringComparison.Ordinal));
        }
    }

    private IEnumerable<Figure<T>> Counted<T>(IEnumerable<Figure<T>> all) => all.Select(figure => figure with
    {
        Draw = about =>
        {
            drawn[figure.FileName] = drawn.GetValueOrDefault(figure.FileName) + 1;
            return figure.Draw(about);
        },
    });

    private static RunResult Train(TrainSpec spec)
    {
        using var device = new CpuDevice(1);
        using var trainer = new Trainer(spec, Trainings.Data, device);
        return Runner.Run(trainer, Request(spec), Trainings.Data, device, TimeProvider.System);
    }

    private static RunRequest Request(TrainSpec spec) => new("tiny", Protocol.Own, "Result of tiny", [], spec);
}
