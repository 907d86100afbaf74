namespace Temper.Devices.Cpu;

/// <summary>The CPU's loop around a rule: whole vectors over the flat buffers, split over the device's threads.</summary>
internal sealed unsafe class CpuUpdater<TRule>(CpuDevice device) : Updater<TRule>
    where TRule : unmanaged, IUpdateRule
{
    public override void Run(in TRule rule, in UpdateViews views)
    {
        var args = new UpdateArgs<TRule>
        {
            Rule = rule,
            Parameters = CpuBuffer.Of(views.Parameters),
            Gradients = CpuBuffer.Of(views.Gradients),
            State0 = CpuBuffer.Of(views.State0),
            State1 = CpuBuffer.Of(views.State1),
            State2 = CpuBuffer.Of(views.State2),
        };
        device.Run<UpdateKernel<TRule>, UpdateArgs<TRule>>(ref args, views.Parameters.Length, views.Parameters.Length);
    }
}
