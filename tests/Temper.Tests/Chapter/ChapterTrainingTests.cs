using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Chapter;

/// <summary>The chapter's experiments, really trained.</summary>
public sealed class ChapterTrainingTests
{
    // Pinned: the same bits on every platform, thread count and vector width. Another hash means other arithmetic.
    private const string OneEpochAltogetherOnGarments = "6356bcc54fb4eb011bc871a2e8959face2caa378131319097ec8230f37baef1e";

    [Fact]
    public void The_baseline_lands_between_80_and_95_percent_on_garments()
    {
        var run = Train("baseline", Protocol.Chapter, DrawnGarments.All, threads: 2);

        Assert.InRange(run.Record.TestScore, 80, 95);
        Assert.Equal(375 * 5, run.Record.Steps);
        Assert.Equal(375, run.Epochs[0].StepLosses.Length);
        Assert.Equal(94, run.Epochs[0].ValidScores.Length);
    }

    [Fact]
    public void Altogether_gives_the_pinned_bits_on_garments()
    {
        var run = Train("altogether", Protocol.Sound, DrawnGarments.All, threads: 1, epochs: 1);

        Assert.Equal(OneEpochAltogetherOnGarments, run.Record.WeightsHash);
    }

    [Fact]
    public async Task The_real_data_give_the_accuracies_of_the_chapters_order()
    {
        Assert.SkipUnless(TestData.HasFashionMnist, TestData.FashionMnistMissing);
        using var catalog = new DatasetCatalog();
        var data = await catalog.LoadAsync(new DatasetRequest(Folder: TestData.Folder), cancellationToken: TestContext.Current.CancellationToken);

        var baseline = Train("baseline", Protocol.Chapter, data, threads: 2);

        // The chapter saw about 85% in training and validation; its test set has 10,000 images.
        Assert.InRange(baseline.Record.TrainScore[^1], 84, 90);
        Assert.InRange(baseline.Record.TestScore, 81, 89);
        Assert.Equal(10_000, baseline.Record.TestRows);
        Assert.Equal(10_000 - baseline.Record.Wrong, baseline.Record.Confusion.RightRows().Sum());
    }

    private static RunResult Train(string name, Protocol protocol, Dataset data, int threads, int? epochs = null)
    {
        var request = ChapterPlan.Expand([name], [protocol], [], data.Outputs, seed: 1, epochs)[0];
        using var device = new CpuDevice(threads);
        using var trainer = new Trainer(request.Spec, data, device);
        return Runner.Run(trainer, request, data, device, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken);
    }
}
