using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Training;

/// <summary>A scaler on a device: a table for bytes, centres and divisors for floats.</summary>
internal sealed class DeviceScaler : IDisposable
{
    private const int TableLength = 256;

    private readonly Device device;
    private readonly Scaler scaler;
    private readonly int features;
    private readonly DeviceBuffer numbers;

    public DeviceScaler(Device device, Scaler scaler, int features, bool forBytes)
    {
        (this.device, this.scaler, this.features) = (device, scaler, features);
        numbers = device.Allocate(Count(features, forBytes));
        if (forBytes)
        {
            numbers.Write(0, scaler.Table.ToArray().AsSpan());
            return;
        }

        // One for all columns is written once for each: the operation reads columns.
        numbers.Write(0, Columns(scaler.Centre).AsSpan());
        numbers.Write(features, Columns(scaler.Divisor).AsSpan());
    }

    /// <summary>Numbers that it keeps on a device.</summary>
    public static int Count(int features, bool forBytes) => forBytes ? TableLength : checked(2 * features);

    public void Gather(DataBuffer<byte> bytes, Batch batch, View output) => device.Run(new Gather(bytes, batch, numbers.All, features, output));

    public void Gather(DataBuffer<float> floats, Batch batch, View output) => device.Run(new GatherFloats(
        floats, batch, numbers.All.Slice(0, features), numbers.All.Slice(features, features), scaler.A, scaler.B, scaler.Clip, features, output));

    public void Dispose() => numbers.Dispose();

    private float[] Columns(IReadOnlyList<float> values) => scaler.IsUniform ? [.. Enumerable.Repeat(values[0], features)] : [.. values];
}
