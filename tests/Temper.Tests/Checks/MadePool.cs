using Temper.Devices;

namespace Temper.Tests.Checks;

/// <summary>A pool that hands out what a test makes.</summary>
/// <param name="make">Makes a device, given the nets of its batch and its place among them.</param>
internal sealed class MadePool(Func<int, int, Device> make) : DevicePool
{
    public override string Name => "gpu";

    public override string Description => "a test's";

    public override string Arithmetic => "gpu";

    public override int Workers => 1;

    public override IReadOnlyList<(string Name, DevicePool Pool)> Ways => MadeWays;

    /// <summary>Ways in which it computes.</summary>
    public IReadOnlyList<(string Name, DevicePool Pool)> MadeWays { get; init; } = [];

    public override int MostReplicas(long numbersPerNet) => 3;

    public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0) => [.. Enumerable.Range(0, replicas).Select(place => make(replicas, place))];
}
