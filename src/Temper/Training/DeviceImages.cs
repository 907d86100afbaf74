using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Training;

/// <summary>Some rows of an image set on a device, with their scaling and their batches.</summary>
internal sealed class DeviceImages : IDisposable
{
    private const int TableLength = 256;

    private readonly ByteBuffer pixels;
    private readonly DeviceBuffer table;

    public DeviceImages(Device device, ImageSet images, int[] rows, Scaler scaler, int batchSize, bool dropLast)
    {
        Features = images.Features;
        pixels = device.Upload(images.Pixels);
        Labels = device.Upload(images.Labels);
        table = device.Allocate(TableLength);
        table.Write(0, scaler.Table.ToArray().AsSpan());
        Loader = new BatchLoader(device, rows, batchSize, dropLast);
        Rows = rows.Length;
    }

    public BatchLoader Loader { get; }

    public ByteBuffer Labels { get; }

    public int Features { get; }

    public int Rows { get; }

    /// <summary>Numbers that it keeps on a device for so many rows, row numbers included.</summary>
    public static long Numbers(int rows) => TableLength + (long)rows;

    /// <summary>Gathers a batch, scaled, into a net's input.</summary>
    public void Gather(Device device, Batch batch, View input) => device.Run(new Gather(pixels, batch, table.All, Features, input));

    public void Dispose()
    {
        pixels.Dispose();
        Labels.Dispose();
        table.Dispose();
        Loader.Dispose();
    }
}
