using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Child;
using Temper.Tests.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>A training step allocates nothing: the garbage collector has no part in the inner loop.</summary>
[Collection(nameof(QuietTests))]
public sealed class AllocationTests
{
    private const int WarmUpSteps = 20;
    private const int Windows = 3;
    private const int Steps = 100;

    // 320 steps of 16 are one epoch: no window has an epoch's end in it.
    private static readonly Dataset Data = FixedTraining.Images(rows: (WarmUpSteps + (Windows * Steps)) * 16 * 5 / 4, side: 16, seed: 4);

    private const string AllLayers = "all layers";

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int>();
            foreach (var optimizer in OptimizerCatalog.Names)
            {
                foreach (var model in new[] { "M1", "M5", AllLayers })
                {
                    cases.Add(optimizer, model, 1);
                    cases.Add(optimizer, model, 2);
                }
            }

            return cases;
        }
    }

    /// <summary>Each regularizer alone, and as many together as go.</summary>
    public static TheoryData<string, int> RegularizerCases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            var together = RegularizedTrainings.Together.Select(list => string.Join('+', list.Select(RegularizerText.Write)));
            foreach (var regularizers in RegularizerCatalog.Names.Concat(together))
            {
                cases.Add(regularizers, 1);
                cases.Add(regularizers, 2);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_allocates_no_byte(string optimizer, string model, int threads)
    {
        var spec = new TrainSpec
        {
            Layers = model == AllLayers ? FixedTraining.AllLayers : Nets.Model(model, [256, 64, 64, 64, 10], 0.1),
            Optimizer = OptimizerCatalog.Create(optimizer),
            Schedule = new WarmUp(10, Then: new CosineAnnealingLR()),
            Regularizers = [new GradientClipping(), new LabelSmoothing()],
            BatchSize = 16,
        };
        AllocatesNothing(spec, threads);
    }

    [Theory]
    [MemberData(nameof(RegularizerCases))]
    public void A_step_with_regularizers_allocates_no_byte(string regularizers, int threads)
    {
        var spec = new TrainSpec
        {
            Layers = [new Linear(64), new ReLU(), new Linear(32), new ReLU(), new Linear(10)],
            Regularizers = RegularizerText.ReadAll(regularizers),
            BatchSize = 16,
        };
        AllocatesNothing(spec, threads);
    }

    private static void AllocatesNothing(TrainSpec spec, int threads)
    {
        using var device = new CpuDevice(threads);
        using var trainer = new Trainer(spec, Data, device);
        trainer.BeginEpoch();
        for (var i = 0; i < WarmUpSteps; i++)
        {
            trainer.Step();
        }

        // A collection takes the thread's allocation buffer away, and the counter then jumps once by what was unused of it
        // (at most 8 KB, seen on busy machines). A step that allocates would show in every window.
        var windows = new long[Windows];
        for (var window = 0; window < Windows; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Steps; i++)
            {
                trainer.Step();
            }

            windows[window] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(windows.Min() == 0, $"bytes allocated in {Windows} windows of {Steps} steps: {string.Join(", ", windows)}");
        Assert.All(windows, bytes => Assert.InRange(bytes, 0, 8192));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Operations_of_regularizers_allocate_no_byte(int threads)
    {
        using var device = new CpuDevice(threads);
        using var buffer = device.Allocate(33 * 1000);
        var quietest = long.MaxValue;
        for (var window = 0; window < Windows + 1; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Steps; i++)
            {
                device.Run(new AddNormal(buffer.All, new Philox(1, RandomPurpose.Test, 0, (ulong)i), 0.1));
                device.Run(new MixRows(buffer.All, 33, 0.3));
                device.Run(new LimitUnitNorms(buffer.All, 33, 1000, 0.5));
                device.Synchronize();
            }

            quietest = Math.Min(quietest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, quietest);
    }

    [Fact]
    public void The_threads_of_the_team_allocate_no_byte_either()
    {
        using var device = new CpuDevice(threads: 2);
        var spec = new TrainSpec { Layers = [.. Nets.Model("M5", [256, 64, 64, 64, 10], 0.1).SkipLast(1), .. FixedTraining.AllLayers], BatchSize = 16 };
        var quietest = long.MaxValue;
        for (var trial = 0; trial < 10 && quietest > 0; trial++)
        {
            using var trainer = new Trainer(spec, Data, device);
            trainer.BeginEpoch();
            for (var i = 0; i < 20; i++)
            {
                trainer.Step();
            }

            // All threads of the process, the test runner's too: one silent window of a hundred steps is proof enough.
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Steps; i++)
            {
                trainer.Step();
            }

            quietest = Math.Min(quietest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, quietest);
    }
}
