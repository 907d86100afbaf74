using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>A study of more classes than a page can show one by one.</summary>
public sealed class ManyClassesTests
{
    [Fact]
    public void Differences_class_by_class_are_left_out_and_the_record_says_so()
    {
        var images = FixedTraining.Images(rows: 1500, side: 5, seed: 3, classes: 150);
        var plan = SmallStudy.PlanOn(images, "baseline", "l2");
        using var folder = new TempFolder();
        using var store = RunStore.Open(folder.Sub("temper.db"), TimeProvider.System);
        var record = new Study(images, store, TimeProvider.System, new ChapterSubject(), new CpuDevicePool(threads: 2))
            .Run(plan, new StudySettings { Seeds = 6 }, "temper compare ...", new SmallStudy.Watcher(), TestContext.Current.CancellationToken);

        Assert.Equal(150, record.ClassNames.Count);
        Assert.Empty(record.Classes);
        Assert.Contains(record.Notes, note => note.Text.StartsWith("Differences by class are left out: there are 150 classes", StringComparison.Ordinal));
        Assert.DoesNotContain(StudyFigures.All, figure => figure.FileName == "classes.svg" && figure.IsIn(record));
        Assert.All(store.List(), run => Assert.True(RecordJson.Write(store.Find(run.Id)!.Record!).Length < 60_000));
    }
}
