using Temper.Devices;

namespace Temper.Gpu.Replicas;

/// <summary>Writes an optimizer's updates down for a net.</summary>
internal sealed class GpuUpdater<TRule>(GpuDevice device) : Updater<TRule>
    where TRule : unmanaged, IUpdateRule
{
    private static readonly int Kind = KindSlot<IUpdateRule>.Of<TRule>.Index;

    public override void Run(in TRule rule, in UpdateViews views) => device.WriteUpdate(Kind, rule, views);
}
