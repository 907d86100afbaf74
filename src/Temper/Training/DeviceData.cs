using Temper.Data;
using Temper.Devices;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>A set of rows on a device, once, for all that reads of it.</summary>
internal sealed class DeviceData : IDisposable
{
    public DeviceData(Device device, RowSet rows, LearningTask task)
    {
        Device = device;
        Task = task;
        Features = rows.Features;
        switch (rows.Inputs)
        {
            case ByteRows bytes:
                Bytes = device.Upload(bytes.Values);
                break;
            case FloatRows floats:
                Floats = device.Upload(floats.Values);
                break;
        }

        if (task is Regression)
        {
            Values = device.Upload(rows.Values);
            return;
        }

        Truth = rows.Labels;
        Labels = device.AllocateIndices(rows.Count);
        Labels.Write(Truth);
    }

    public Device Device { get; }

    public LearningTask Task { get; }

    /// <summary>[rows, features]; null where they are floats.</summary>
    public DataBuffer<byte>? Bytes { get; }

    /// <summary>[rows, features]; null where they are bytes.</summary>
    public DataBuffer<float>? Floats { get; }

    /// <summary>The class of each row; null where values are to be predicted.</summary>
    public IndexBuffer? Labels { get; }

    /// <summary>What is to be predicted of each row; null where it is a class.</summary>
    public DataBuffer<float>? Values { get; }

    /// <summary>The labels, in the host's memory; empty for values.</summary>
    public int[] Truth { get; } = [];

    public int Features { get; }

    /// <summary>Numbers that it keeps on a device for so many rows: a label each.</summary>
    public static long Numbers(long rows) => rows;

    public void Dispose()
    {
        Bytes?.Dispose();
        Floats?.Dispose();
        Labels?.Dispose();
        Values?.Dispose();
    }
}
