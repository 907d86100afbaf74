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

    public DeviceRows(DeviceData data, int[] rows, Scaler scaler, int batchSize, bool dropLast)
    {
        this.data = data;
        table = data.Device.Allocate(TableLength);
        table.Write(0, scaler.Table.ToArray().AsSpan());
        Loader = new BatchLoader(data.Device, rows, batchSize, dropLast);
        Rows = rows.Length;
        targets = data.Device.Allocate(checked(Math.Min(batchSize, Math.Max(1, rows.Length)) * data.Classes));
    }

    public BatchLoader Loader { get; }

    public int Rows { get; }

    /// <summary>Numbers that it keeps on a device for so many rows, row numbers included.</summary>
    public static long Numbers(int rows, int batchSize, int classes) =>
        TableLength + (long)rows + ((long)Math.Min(batchSize, Math.Max(1, rows)) * classes);

    /// <summary>Gathers a batch, scaled, into a net's input.</summary>
    public void GatherInputs(Batch batch, View input) => data.Device.Run(new Gather(data.Pixels, batch, table.All, data.Features, input));

    /// <summary>Gathers a batch's targets.</summary>
    /// <returns>[rows, classes], good until the next batch.</returns>
    public View GatherTargets(Batch batch)
    {
        var view = targets.All.Slice(0, batch.Rows * data.Classes);
        data.Device.Run(new OneHot(data.Labels, batch, data.Classes, view));
        return view;
    }

    public void Dispose()
    {
        table.Dispose();
        targets.Dispose();
        Loader.Dispose();
    }
}
