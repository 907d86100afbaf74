using Temper.Data;
using Temper.Devices;

namespace Temper.Training;

/// <summary>A set of images on a device, once, for all that reads rows of it.</summary>
internal sealed class DeviceData : IDisposable
{
    public DeviceData(Device device, ImageSet images, int classes)
    {
        Device = device;
        Classes = classes;
        Features = images.Features;
        Pixels = device.Upload(images.Pixels);
        Truth = Array.ConvertAll(images.Labels, label => (int)label);
        Labels = device.AllocateIndices(images.Count);
        Labels.Write(Truth);
    }

    public Device Device { get; }

    public ByteBuffer Pixels { get; }

    public IndexBuffer Labels { get; }

    /// <summary>The labels, in the host's memory.</summary>
    public int[] Truth { get; }

    public int Features { get; }

    public int Classes { get; }

    /// <summary>Numbers that it keeps on a device for so many images: a label each.</summary>
    public static long Numbers(long images) => images;

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }
}
