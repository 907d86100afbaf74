using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Running;

/// <summary>A rehearsal makes the first step come sooner and changes nothing else.</summary>
public sealed class JitWarmUpTests
{
    [Fact]
    public void It_goes_through_every_experiment_and_leaves_the_same_bits()
    {
        var data = DrawnGarments.All;
        using var rehearsed = new CpuDevice(2);
        foreach (var protocol in new[] { Protocol.Chapter, Protocol.Sound })
        {
            foreach (var experiment in ChapterExperiment.All)
            {
                JitWarmUp.Run(experiment.Spec(QuirkSet.Of(protocol), data.Outputs, 1), rehearsed);
            }
        }

        using var fresh = new CpuDevice(2);
        Assert.Equal(Weights(fresh, data), Weights(rehearsed, data));
    }

    [Fact]
    public void What_is_wrong_with_a_spec_is_left_to_the_training()
    {
        using var device = new CpuDevice(1);
        foreach (var layers in new LayerSpec[][] { [], [new ReLU()], [new Linear(20, InFeatures: 3), new Linear(10)], [new Dropout(2), new Linear(10)] })
        {
            JitWarmUp.Run(new TrainSpec { Layers = layers, Optimizer = new Temper.Optimizers.Adam() }, device);
        }
    }

    private static float[] Weights(CpuDevice device, Dataset data)
    {
        var spec = ChapterExperiment.Find("altogether").Spec(QuirkSet.Of(Protocol.Sound), data.Outputs, 3) with { BatchSize = 4096 };
        using var trainer = new Trainer(spec, data, device);
        trainer.BeginEpoch();
        for (var step = 0; step < 2; step++)
        {
            trainer.Step();
        }

        return trainer.Network.ParameterValues.ToSingles();
    }
}
