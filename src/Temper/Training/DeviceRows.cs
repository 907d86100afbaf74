using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Training;

/// <summary>Some rows of a data set on a device, with their scaling, their batches and the targets of the batch being computed.</summary>
internal sealed class DeviceRows : IDisposable
{
    private readonly DeviceData data;
    private readonly DeviceScaler inputScaler;
    private readonly DeviceScaler? targetScaler;
    private readonly DeviceBuffer targets;
    private readonly IndexBuffer? ownLabels;
    private readonly int[] changed = [];

    /// <summary>Prepares batches and targets.</summary>
    /// <param name="data">The data set on the device.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="scaler">How inputs become floats, and values to be predicted targets.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="dropLast">Whether a short last batch is dropped.</param>
    /// <param name="changesLabels">Whether they get labels of their own, by <see cref="ChangeLabels"/>.</param>
    public DeviceRows(DeviceData data, int[] rows, DataScalers scaler, int batchSize, bool dropLast, bool changesLabels = false)
    {
        this.data = data;
        if (changesLabels)
        {
            changed = new int[data.Truth.Length];
            ownLabels = data.Device.AllocateIndices(data.Truth.Length);
            ownLabels.Write(data.Truth);
        }

        inputScaler = new DeviceScaler(data.Device, scaler.Inputs, data.Features, forBytes: data.Bytes is not null);
        targetScaler = scaler.Targets is null ? null : new DeviceScaler(data.Device, scaler.Targets, data.Task.Outputs, forBytes: false);
        TargetUnit = scaler.Targets?.Divisor[0] ?? 1;
        Loader = new BatchLoader(data.Device, rows, batchSize, dropLast);
        Rows = rows.Length;
        targets = data.Device.Allocate(checked(Math.Min(batchSize, Math.Max(1, rows.Length)) * data.Task.Outputs));
    }

    public BatchLoader Loader { get; }

    public int Rows { get; }

    /// <summary>What 1 of a target is in the unit of the value to be predicted; 1 for classes.</summary>
    public double TargetUnit { get; }

    /// <summary>Whether it has labels of its own.</summary>
    public bool ChangesLabels => ownLabels is not null;

    /// <summary>Numbers that it keeps on a device for so many rows, row numbers included.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="features">Numbers of a row.</param>
    /// <param name="outputs">Targets of a row.</param>
    /// <param name="isBytes">Whether inputs are bytes.</param>
    /// <param name="hasValues">Whether targets are values.</param>
    public static long Numbers(int rows, int batchSize, int features, int outputs, bool isBytes, bool hasValues) =>
        DeviceScaler.Count(features, isBytes) + (hasValues ? DeviceScaler.Count(outputs, forBytes: false) : 0)
        + (long)rows + ((long)Math.Min(batchSize, Math.Max(1, rows)) * outputs);

    /// <summary>Gathers a batch, scaled, into a net's input.</summary>
    public void GatherInputs(Batch batch, View input)
    {
        if (data.Bytes is { } bytes)
        {
            inputScaler.Gather(bytes, batch, input);
        }
        else
        {
            inputScaler.Gather(data.Floats!, batch, input);
        }
    }

    /// <summary>Gives the rows other labels than the truth.</summary>
    /// <param name="change">Changes the labels of all rows of the data set, in place.</param>
    /// <param name="epoch">Handed on to it.</param>
    public void ChangeLabels(LabelChange change, int epoch)
    {
        data.Truth.CopyTo(changed.AsSpan());
        change(changed, epoch);
        ownLabels!.Write(changed);
    }

    /// <summary>Gathers a batch's targets.</summary>
    /// <returns>[rows, outputs], good until the next batch.</returns>
    public View GatherTargets(Batch batch)
    {
        var outputs = data.Task.Outputs;
        var view = targets.All.Slice(0, batch.Rows * outputs);
        if (targetScaler is not null)
        {
            targetScaler.Gather(data.Values!, batch, view);
        }
        else
        {
            data.Device.Run(new OneHot(ownLabels ?? data.Labels!, batch, outputs, view));
        }

        return view;
    }

    /// <summary>The score of rows from what a loss counted (<see cref="Tasks.LearningTask.ScoreOf"/>).</summary>
    public double ScoreOf(double counted, int rows) => data.Task.ScoreOf(counted, rows, TargetUnit);

    public void Dispose()
    {
        inputScaler.Dispose();
        targetScaler?.Dispose();
        targets.Dispose();
        ownLabels?.Dispose();
        Loader.Dispose();
    }
}

/// <summary>Changes labels for an epoch.</summary>
internal delegate void LabelChange(Span<int> labels, int epoch);
