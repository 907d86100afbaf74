using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Benchmarks;

/// <summary>One net of the chapter in one arrangement of nets and threads, and what was measured of it so far.</summary>
internal sealed class StepMeasurements(string experiment, InstructionSet instructionSet, int nets, int threadsPerNet, bool skipZeros)
{
    private readonly List<EpochTime> epochs = [];

    public string Experiment { get; } = experiment;

    public InstructionSet InstructionSet { get; } = instructionSet;

    public int Nets { get; } = nets;

    public int ThreadsPerNet { get; } = threadsPerNet;

    public int StepsPerEpoch { get; private set; }

    public long StepFlop { get; private set; }

    public long EpochFlop { get; private set; }

    public IReadOnlyList<EpochTime> Epochs => epochs;

    /// <summary>In a few words, for progress.</summary>
    public string Name => Nets == 1
        ? $"{Experiment}, one net on {Count(ThreadsPerNet, "thread")}, {InstructionSet}"
        : $"{Experiment}, {Count(Nets, "net")} on a thread each, {InstructionSet}";

    /// <summary>
    /// Trains each net for one epoch, all beginning at the same moment. Nets and devices are made by the thread that uses
    /// them, as in <see cref="Runner"/>, and outside the time.
    /// </summary>
    /// <param name="dataset">The data.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">False for an epoch that only warms up.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    public void Epoch(Dataset dataset, int batchSize, TimeProvider time, bool keep, CancellationToken cancellationToken)
    {
        var devices = new CpuDevice?[Nets];
        var trainers = new Trainer?[Nets];
        var results = new TrainResult?[Nets];
        try
        {
            var seconds = ParallelTrials.Run(
                Nets,
                trials: 1,
                i =>
                {
                    devices[i] = new CpuDevice(ThreadsPerNet, InstructionSet, skipZeros);
                    trainers[i] = new Trainer(Spec(dataset, batchSize, (ulong)i + 1), dataset, devices[i]!, time);
                    return () => results[i] = trainers[i]!.Run(cancellationToken: cancellationToken);
                },
                time)[0];
            if (keep)
            {
                Count(trainers[0]!, dataset.Features);
                epochs.Add(new EpochTime(seconds, results.Average(result => result!.TrainSeconds / result.Steps)));
            }
        }
        finally
        {
            for (var i = 0; i < Nets; i++)
            {
                trainers[i]?.Dispose();
                devices[i]?.Dispose();
            }
        }
    }

    /// <summary>As the chapter does it, so without passes over the data that only sound practice makes.</summary>
    private TrainSpec Spec(Dataset dataset, int batchSize, ulong seed) =>
        ChapterExperiment.Find(Experiment).Spec(QuirkSet.Of(Protocol.Chapter), dataset.Outputs, seed, epochs: 1) with { BatchSize = batchSize };

    private void Count(Trainer trainer, int features)
    {
        var arithmetic = StepArithmetic.Of(trainer.Resolved.Layers, features);
        StepsPerEpoch = trainer.StepsPerEpoch;
        StepFlop = arithmetic.Step(trainer.Spec.BatchSize);
        EpochFlop = (StepsPerEpoch * StepFlop) + arithmetic.Forward(trainer.Split.Valid.Length);
    }

    private static string Count(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>One round's times.</summary>
    /// <param name="Seconds">Of the whole epoch, until the last net is done.</param>
    /// <param name="StepSeconds">Of one training step, the mean over steps and nets.</param>
    internal readonly record struct EpochTime(double Seconds, double StepSeconds);
}
