using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Training;

namespace Temper.Tests.Training;

/// <summary>Small trainings for the tests of this folder.</summary>
internal static class Trainings
{
    /// <summary>200 images of 6 x 6 bytes in 5 classes.</summary>
    public static Dataset Data { get; } = FixedTraining.Images(rows: 200, side: 6, seed: 3, classes: 5);

    /// <summary>Every kind of layer, Adam, a schedule: 5 epochs of 10 steps.</summary>
    public static TrainSpec Spec { get; } = new()
    {
        Layers = [new Linear(12), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(9), new ReLU(), new Dropout(0.1), new Linear(5)],
        Optimizer = new Adam(0.01) { WeightDecay = 1e-4 },
        Schedule = new CosineAnnealingLR(),
        BatchSize = 16,
        Epochs = 5,
        Seed = 11,
    };

    /// <summary>Trains to the end on one thread.</summary>
    public static (TrainResult Result, int[] Bits) Run(TrainSpec spec, Device? device = null)
    {
        using var own = device is null ? new CpuDevice() : null;
        using var trainer = new Trainer(spec, Data, device ?? own!);
        return (trainer.Run(), Nets.Bits(trainer.Network));
    }

    /// <summary>What an epoch measured, as text with every digit, to compare by.</summary>
    public static IEnumerable<string> Text(TrainResult result) => result.Epochs.Select(epoch => FormattableString.Invariant(
        $"{epoch.Epoch} {epoch.Loss:R} {epoch.TrainScore:R} {epoch.ValidScore:R} {epoch.ValidLoss:R} {epoch.Penalty:R} {epoch.LearningRate:R} {epoch.TrainScoreInEvaluation:R} {string.Join(',', epoch.StepLosses)} {string.Join(',', epoch.StepScores)} {string.Join(',', epoch.ValidScores)}"));

    /// <summary>A clock on which a second passes at every look, so that every step is reported.</summary>
    internal sealed class HastyClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ticks++;
    }

    /// <summary>Calls back at once, on the training's thread.</summary>
    internal sealed class Listener(Action<TrainProgress> heard) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => heard(value);
    }
}
