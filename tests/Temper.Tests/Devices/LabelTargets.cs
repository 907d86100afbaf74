using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Tests.Devices;

/// <summary>Labels as a loss's targets on a device, for tests.</summary>
internal sealed class LabelTargets : IDisposable
{
    private readonly IndexBuffer labels;
    private readonly IndexBuffer indices;
    private readonly DeviceBuffer targets;

    /// <summary>One-hot targets of some rows of the labels.</summary>
    public LabelTargets(Device device, byte[] truth, int classes, int first = 0, int? rows = null)
    {
        labels = device.AllocateIndices(truth.Length);
        labels.Write(Array.ConvertAll(truth, label => (int)label));
        indices = device.AllocateIndices(truth.Length);
        indices.Write([.. Enumerable.Range(0, truth.Length)]);
        var count = rows ?? truth.Length;
        targets = device.Allocate(count * classes);
        device.Run(new OneHot(labels, new Batch(indices, first, count), classes, targets.All));
    }

    /// <summary>[rows, classes].</summary>
    public View All => targets.All;

    public void Dispose()
    {
        labels.Dispose();
        indices.Dispose();
        targets.Dispose();
    }
}
