using Temper.Devices;

namespace Temper.Layers;

/// <summary>The flat buffers of one net, from which layers take their views.</summary>
internal sealed class NetworkMemory(Device device, int rows, int parameters, int statistics) : IDisposable
{
    private readonly DeviceBuffer parameterBuffer = device.Allocate(parameters);
    private readonly DeviceBuffer gradientBuffer = device.Allocate(parameters);
    private readonly DeviceBuffer statisticBuffer = device.Allocate(statistics);

    public Device Device { get; } = device;

    /// <summary>Most rows of a batch.</summary>
    public int Rows { get; } = rows;

    public View Parameters => parameterBuffer.All;

    public View Gradients => gradientBuffer.All;

    public View Statistics => statisticBuffer.All;

    public View ValuesOf(Parameter parameter) => Parameters.Slice(parameter.Offset, parameter.Length);

    public View GradientsOf(Parameter parameter) => Gradients.Slice(parameter.Offset, parameter.Length);

    public View StatisticsOf(Parameter parameter) => Statistics.Slice(parameter.Offset, parameter.Length);

    public void Dispose()
    {
        parameterBuffer.Dispose();
        gradientBuffer.Dispose();
        statisticBuffer.Dispose();
    }
}
