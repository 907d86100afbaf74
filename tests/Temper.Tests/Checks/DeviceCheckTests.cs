using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Lab.Checks;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Checks;

/// <summary>The check of a device passes on right ones and fails on ones that are a little wrong.</summary>
public sealed class DeviceCheckTests
{
    private static readonly Dataset Images = FixedTraining.Images(rows: 400, side: 5, seed: 3, classes: 4);
    private static readonly DeviceCheckSettings Small = new() { Steps = 11, BatchSize = 16, Hidden = [9, 8, 7], LargeBatchSize = 40, Threads = 2 };

    [Fact]
    public void The_processor_passes_and_every_case_is_named()
    {
        using var pool = new CpuDevicePool(threads: 2);
        var told = new List<DeviceCheckProgress>();
        var results = Run(pool, Small, new Listener(told));
        Assert.Equal(
            ["M1 baseline", "M2 dropout", "M3 l2", "M4 batchnorm", "M5 altogether", "batches of 40", .. OptimizerCatalog.Names, "3 nets at once", "the same net again"],
            results.Select(result => result.Case));
        Assert.All(results, result => Assert.True(result.Passed, $"{result}"));
        Assert.All(results.SkipLast(2), result => Assert.Matches(@"^(guesses of )?(step \d+|validation [12])$", result.Note));
        Assert.All(results.TakeLast(2), result => Assert.Equal((0, 0), (result.Difference, result.Allowed)));

        // 17 cases, each once on the device and four times on the reference; three nets at once, alone, and one again.
        Assert.Equal((17 * 5) + 7, told.Count);
        Assert.Equal((0, (told.Count - 1.0) / told.Count), (told.Min(at => at.Share), told.Max(at => at.Share)));
    }

    [Theory]
    [InlineData("bias")]
    [InlineData("mask")]
    [InlineData("row")]
    public void A_device_that_is_a_little_wrong_fails(string fault)
    {
        using var pool = new MadePool((_, _) => new WrongDevice(fault));
        var results = Run(pool, Small);
        Assert.All(results.Where(result => result.Case is "M1 baseline" or "M3 l2" or "SGD" or "Adam" or "Adadelta"), result => Assert.False(result.Passed, $"{result}"));
        Assert.All(results.TakeLast(2), result => Assert.True(result.Passed, $"{result}"));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void A_device_that_only_counts_wrongly_which_guesses_are_right_fails(float factor)
    {
        using var pool = new MadePool((_, _) => new MiscountingDevice(factor));
        var results = Run(pool, Small).SkipLast(2);
        Assert.All(results, result => Assert.Equal(factor == 1, result.Passed));
        Assert.All(results, result => Assert.True(factor == 1 || result.Note.Contains("guesses", StringComparison.Ordinal), $"{result}"));
    }

    [Fact]
    public void Nets_of_a_batch_must_have_the_bits_of_single_nets()
    {
        using var right = new LockstepPool { Most = 3 };
        Assert.All(Run(right, Small), result => Assert.True(result.Passed, $"{result}"));
        Assert.Contains(3, right.Batches);

        using var wrong = new MadePool((replicas, place) => new WrongDevice(replicas > 1 && place == 1 ? "bias" : "none"));
        var off = Assert.Single(Run(wrong, Small), result => !result.Passed);
        Assert.Equal("3 nets at once", off.Case);
        Assert.True(off.Difference > 0);
    }

    [Fact]
    public void A_training_must_have_the_same_bits_when_repeated()
    {
        var opened = 0;
        using var pool = new MadePool((replicas, _) => new WrongDevice(replicas == 1 && ++opened == 17 + 3 + 1 ? "bias" : "none"));
        Assert.Equal("the same net again", Assert.Single(Run(pool, Small), result => !result.Passed).Case);
    }

    [Fact]
    public void Each_way_of_a_device_is_checked()
    {
        using var narrow = new MadePool((_, _) => new WrongDevice("none"));
        using var wide = new MadePool((_, _) => new WrongDevice("bias"));
        using var pool = new MadePool((_, _) => new WrongDevice("none")) { MadeWays = [("narrow", narrow), ("wide", wide)] };
        var told = new List<DeviceCheckProgress>();
        var results = Run(pool, Small, new Listener(told));

        string[] models = ["M1 baseline", "M2 dropout", "M3 l2", "M4 batchnorm", "M5 altogether", "batches of 40"];
        Assert.Equal(
            [
                .. models.SelectMany(model => new[] { $"{model}, narrow", $"{model}, wide" }),
                .. OptimizerCatalog.Names.Select((name, i) => $"{name}, {(i % 2 == 0 ? "narrow" : "wide")}"),
                "3 nets at once", "the same net again", "the same net, narrow", "the same net, wide",
            ],
            results.Select(result => result.Case));
        Assert.Equal((6 * 2) + OptimizerCatalog.Names.Count + (17 * 4) + 7 + 2, told.Count);
        Assert.All(results.Where(result => !result.Case.EndsWith(", wide", StringComparison.Ordinal)), result => Assert.True(result.Passed, $"{result}"));
        Assert.All(
            results.Where(result => result.Case is "M1 baseline, wide" or "M3 l2, wide" or "the same net, wide"), result => Assert.False(result.Passed, $"{result}"));
    }

    [Fact]
    public void A_device_whose_trainings_diverge_is_off_and_says_how()
    {
        using var pool = new MadePool((_, _) => new NanDevice());
        var results = Run(pool, Small);
        Assert.All(results, result => Assert.True(result is { Passed: false, Difference: null } && result.Note.Contains("diverged", StringComparison.Ordinal), $"{result}"));
    }

    [Fact]
    public void The_roundings_of_tf32_are_right_in_tf32_and_wrong_in_fp32()
    {
        using var pool = new MadePool((_, _) => new WrongDevice("tf32"));
        Assert.All(Run(pool, Small with { Rounding = DeviceCheckSettings.Tf32 }), result => Assert.True(result.Passed, $"{result}"));
        Assert.True(Run(pool, Small).Count(result => !result.Passed) >= 10);
    }

    [Fact]
    public void More_steps_than_there_are_images_for_are_refused()
    {
        using var pool = new CpuDevicePool(threads: 1);
        var error = Assert.Throws<SpecException>(() => Run(pool, Small with { Steps = 100 }));
        Assert.Contains("100 steps of 16 rows need 808 images, synthetic has 400", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DeviceCheckResult> Run(DevicePool pool, DeviceCheckSettings settings, IProgress<DeviceCheckProgress>? progress = null) =>
        DeviceCheck.Run(settings, pool, Images, progress, TestContext.Current.CancellationToken);

    private sealed class Listener(List<DeviceCheckProgress> told) : IProgress<DeviceCheckProgress>
    {
        private readonly Lock gate = new();

        public void Report(DeviceCheckProgress value)
        {
            lock (gate)
            {
                told.Add(value);
            }
        }
    }

    private sealed class MiscountingDevice(float factor) : ForwardingDevice
    {
        protected override void Around(IOperation operation, Action run)
        {
            run();
            if (operation is SoftmaxCrossEntropy { Result: var result })
            {
                result.Slice(1, 1).Write([result.ToSingles()[1] * factor]);
            }
        }
    }

    private sealed class NanDevice : ForwardingDevice
    {
        protected override void Around(IOperation operation, Action run)
        {
            if (operation is LinearForward { Output: var output })
            {
                output.Write([.. Enumerable.Repeat(float.NaN, output.Length)]);
            }
            else
            {
                run();
            }
        }
    }
}
