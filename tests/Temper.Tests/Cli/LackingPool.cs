using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Tests.Devices;

namespace Temper.Tests.Cli;

/// <summary>A GPU that cannot mix rows.</summary>
internal sealed class LackingPool : DevicePool
{
    public override string Name => "gpu";

    public override string Description => "a test's";

    public override string Arithmetic => "gpu";

    public override int Workers => 1;

    public override int MostReplicas(long numbersPerNet) => 1;

    public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0) => [new LackingDevice()];

    private sealed class LackingDevice : ForwardingDevice
    {
        protected override OperationRunner<TOperation>? CreateRunner<TOperation>() =>
            typeof(TOperation) == typeof(MixRows) ? null : base.CreateRunner<TOperation>();
    }
}
