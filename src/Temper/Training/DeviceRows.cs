using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Training;

/// <summary>Some rows of a data set on a device, with their scaling, their batches and the targets of the batch being computed.</summary>
internal sealed class DeviceRows : IDisposable
{
    private const int TableLength = 256;

    private readonly DeviceData data;
    private readonly DeviceBuffer table;
    private readonly DeviceBuffer targets;
    private readonly IndexBuffer? ownLabels;
    private readonly int[] changed = [];

    /// <summary>Prepares batches and targets.</summary>
    /// <param name="data">The data set on the device.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="scaler">How bytes become floats.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="dropLast">Whether a short last batch is dropped.</param>
    /// <param name="changesLabels">Whether they get labels of their own, by <see cref="ChangeLabels"/>.</param>
    public DeviceRows(DeviceData data, int[] rows, Scaler scaler, int batchSize, bool dropLast, bool changesLabels = false)
    {
        this.data = data;
        if (changesLabels)
        {
            changed = new int[data.Truth.Length];
            ownLabels = data.Device.AllocateIndices(data.Truth.Length);
            ownLabels.Write(data.Truth);
        }

        table = data.Device.Allocate(TableLength);
        table.Write(0, scaler.Table.ToArray().AsSpan());
        Loader = new BatchLoader(data.Device, rows, batchSize, dropLast);
        Rows = rows.Length;
        targets = data.Device.Allocate(checked(Math.Min(batchSize, Math.Max(1, rows.Length)) * data.Classes));
    }

    public BatchLoader Loader { get; }

    public int Rows { get; }

    /// <summary>Whether it has labels of its own.</summary>
    public bool ChangesLabels => ownLabels is not null;

    /// <summary>Numbers that it keeps on a device for so many rows, row numbers included.</summary>
    public static long Numbers(int rows, int batchSize, int classes) =>
        TableLength + (long)rows + ((long)Math.Min(batchSize, Math.Max(1, rows)) * classes);

    /// <summary>Gathers a batch, scaled, into a net's input.</summary>
    public void GatherInputs(Batch batch, View input) => data.Device.Run(new Gather(data.Pixels, batch, table.All, data.Features, input));

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
    /// <returns>[rows, classes], good until the next batch.</returns>
    public View GatherTargets(Batch batch)
    {
        var view = targets.All.Slice(0, batch.Rows * data.Classes);
        data.Device.Run(new OneHot(ownLabels ?? data.Labels, batch, data.Classes, view));
        return view;
    }

    public void Dispose()
    {
        table.Dispose();
        targets.Dispose();
        ownLabels?.Dispose();
        Loader.Dispose();
    }
}

/// <summary>Changes labels for an epoch.</summary>
internal delegate void LabelChange(Span<int> labels, int epoch);
