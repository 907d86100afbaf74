using System.Security.Cryptography;
using System.Text;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tasks;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Runs;

public sealed class RecordTests
{
    [Fact]
    public void A_class_score_is_precision_recall_and_F1()
    {
        // Class 0: 3 of 4 found, 1 false alarm. Class 1: 4 of 5 found, 1 false alarm. Class 2 never comes and is never guessed.
        var scores = ClassScore.Of(ConfusionMatrix.Of([0, 0, 0, 0, 1, 1, 1, 1, 1], [0, 0, 0, 1, 0, 1, 1, 1, 1], 3));

        Assert.Equal(new ClassScore(0.75, 0.75, 0.75, 4), scores[0]);
        Assert.Equal(0.8, scores[1].F1!.Value, 12);
        Assert.Equal(new ClassScore(null, null, null, 0), scores[2]);
    }

    [Fact]
    public void A_summary_has_mean_deviation_and_where_1883_falls()
    {
        var run = Run(seed: 1).Record;
        var runs = new[] { (81.0, 1900), (82.0, 1800), (86.0, 1400) }
            .Select(pair => run with { TestScore = pair.Item1, Wrong = pair.Item2 }).ToList();

        var summary = SeedSummary.Of(runs);

        Assert.Equal((83.0, 81.0, 86.0), (summary.Mean, summary.Minimum, summary.Maximum));
        Assert.Equal(Math.Sqrt(7), summary.StandardDeviation!.Value, 12);
        Assert.Equal((1400, 1900, 1), (summary.MinimumWrong, summary.MaximumWrong, summary.RunsWithMoreWrongThanChapter));
    }

    [Fact]
    public void A_record_survives_its_JSON()
    {
        using var folder = new TempFolder();
        var record = Run(seed: 2).Record;
        var path = Path.Combine(folder.Path, "record.json");
        AtomicFile.Write(path, RecordJson.Write(record));

        var back = RecordJson.ReadRun(path);

        Assert.Equal(RecordJson.Write(record), RecordJson.Write(back));
        Assert.Equal(record.Loss, back.Loss);
        Assert.IsType<Adam>(back.Spec.Optimizer);
    }

    [Fact]
    public void The_same_spec_and_data_have_the_same_id_and_any_change_another()
    {
        var spec = Spec(1);
        var ids = new[]
        {
            RunId.Of(spec, "a", ""),
            RunId.Of(spec, "b", ""),
            RunId.Of(spec with { Seed = 2 }, "a", ""),
            RunId.Of(spec with { Optimizer = new Adam(0.02) }, "a", ""),
            RunId.Of(spec with { Layers = [new Linear(3)] }, "a", ""),
        };

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], RunId.Of(Spec(1), "a", ""));
    }

    [Fact]
    public void Arithmetic_of_another_device_is_another_run_and_the_processors_is_not_in_the_hash()
    {
        var text = $"{SpecJson.Write(Spec(1))}\na\n{ProgramVersion.Engine}";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10], RunId.Of(Spec(1), "a", ""));
        Assert.Equal(3, new[] { "", "gpu", "gpu-tf32" }.Select(arithmetic => RunId.Of(Spec(1), "a", arithmetic)).Distinct().Count());
    }

    [Fact]
    public void A_run_folder_holds_everything_and_is_not_given_to_another_run()
    {
        using var folder = new TempFolder();
        var run = Run(seed: 1);
        using (RunFolder.Take(folder.Path, run.Record.Id))
        {
            RunFiles.Write(folder.Path, new RunReport(run, "temper train"));
        }

        Assert.Equal(
            ["confusion.svg", "curves.svg", "grid.svg", "history.csv", "model.safetensors", "record.json", "report.html", "spec.json"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        var history = File.ReadAllLines(Path.Combine(folder.Path, "history.csv"));
        Assert.Equal(1 + (2 * Math.Max(run.Epochs[0].StepLosses.Length, run.Epochs[0].ValidScores.Length)), history.Length);
        RunFolder.Take(folder.Path, run.Record.Id).Dispose();
        var error = Assert.Throws<SpecException>(() => RunFolder.Take(folder.Path, "0123456789"));
        Assert.Contains("already holds another run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_side_by_side_equal_runs_alone()
    {
        var requests = Enumerable.Range(1, 6).Select(seed => Request((ulong)seed)).ToList();

        var together = Runner.RunMany(requests, Data(), threads: 3, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(requests.Select(request => Run(request.Spec.Seed).Record.WeightsHash), together.Select(record => record.WeightsHash));
    }

    [Fact]
    public void A_diverging_run_among_many_is_reported_as_itself()
    {
        var requests = new[] { Request(1), Request(2) with { Spec = Spec(2) with { Optimizer = new SGD(1e30) } } };

        Assert.Throws<RunFailedException>(() => Runner.RunMany(requests, Data(), threads: 2, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken));

        using var pool = new CpuDevicePool(2);
        FailedRun? failed = null;
        Assert.Throws<RunFailedException>(() => Runner.RunMany(requests, Data(), pool, TimeProvider.System, failed: run => failed = run, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((2UL, requests[1]), (failed!.Failure.Seed, failed.Request));
        Assert.Equal(failed.Failure.Step, failed.Epochs.Sum(epoch => epoch.StepLosses.Length));
    }

    [Fact]
    public void A_distinct_grid_never_shows_an_image_twice()
    {
        var images = Data().Test;
        var guesses = images.Labels.Select(label => (int)label).ToList();

        for (var seed = 0UL; seed < 50; seed++)
        {
            var pictures = RunPictures.Pick(images, guesses, seed, distinct: true);
            Assert.Equal(9, pictures.Select(picture => Convert.ToHexString(picture.Pixels.Span)).Distinct().Count());
        }
    }

    [Fact]
    public void The_grid_of_the_chapter_can_show_an_image_twice()
    {
        var images = Data().Test;
        var guesses = images.Labels.Select(label => (int)label).ToList();

        Assert.Contains(
            Enumerable.Range(0, 50),
            seed => RunPictures.Pick(images, guesses, (ulong)seed, distinct: false).Select(picture => Convert.ToHexString(picture.Pixels.Span)).Distinct().Count() < 9);
    }

    private static RunResult Run(ulong seed)
    {
        using var device = new CpuDevice();
        var request = Request(seed);
        using var trainer = new Trainer(request.Spec, Data(), device);
        return Runner.Run(trainer, request, Data(), device, TimeProvider.System);
    }

    private static RunRequest Request(ulong seed) => new("tiny", Protocol.Own, "Result of tiny", [], Spec(seed));

    private static TrainSpec Spec(ulong seed) => new()
    {
        Layers = [new Linear(7), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(3)],
        Optimizer = new Adam(0.01),
        Epochs = 2,
        BatchSize = 8,
        Seed = seed,
    };

    private static Dataset Data()
    {
        var train = Images(90, seed: 1);
        var test = Images(40, seed: 2);
        return Dataset.Of("tiny", train, test, new Classification(["a", "b", "c"]), "made by a test");
    }

    private static RowSet Images(int count, ulong seed)
    {
        var stream = new Temper.Devices.Philox(seed, Temper.Devices.RandomPurpose.Test);
        var pixels = new byte[count * 20];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 3);
            for (var p = 0; p < 20; p++)
            {
                pixels[(i * 20) + p] = (byte)((stream.Word((i * 20) + p) % 180) + (p % 3 == labels[i] ? 75 : 0));
            }
        }

        return RowSet.OfImages(pixels, labels, 4, 5);
    }
}
