using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu;

/// <summary>The CPU's loop around a rule: whole vectors over the flat buffers, split over the device's threads.</summary>
internal sealed unsafe class CpuUpdater<TRule>(WorkQueue queue, InstructionSet instructionSet) : Updater<TRule>
    where TRule : unmanaged, IUpdateRule
{
    // Memory for six arrays and a division or two for each element.
    private const double ElementsPerMicrosecond = 2000;

    public override void Run(in TRule rule, in UpdateViews views)
    {
        var length = views.Parameters.Length;
        var gradients = CpuBuffer.Of(views.Gradients);
        var work = new RangeWork<UpdateArgs<TRule>>
        {
            Args = new UpdateArgs<TRule>
            {
                Rule = rule,
                Parameters = CpuBuffer.Of(views.Parameters),
                Gradients = gradients,
                State0 = CpuBuffer.Of(views.State0),
                State1 = CpuBuffer.Of(views.State1),
                State2 = CpuBuffer.Of(views.State2),
            },
            Width = length,
            InstructionSet = instructionSet,
        };
        ReadOnlySpan<Access> touches =
        [
            Access.Write(views.Parameters),
            Access.Read(views.Gradients),
            Access.Write(views.State0),
            Access.Write(views.State1),
            Access.Write(views.State2),
        ];
        var producer = queue.ProducerOf(gradients, length);
        if (producer is not null && queue.Fits<RangeWork<UpdateArgs<TRule>>>() && queue.Extend(producer, touches, length / ElementsPerMicrosecond))
        {
            producer->Hook->Arguments = queue.Keep(work);
            producer->Hook->Run = &RunStretch;
            producer->Hook->SpendsGradients = views.SpendsGradients;
            return;
        }

        queue.Add(&RangeRunner<UpdateKernel<TRule>, UpdateArgs<TRule>>.RunPart, work, 0, length / ElementsPerMicrosecond, touches);
    }

    private static void RunStretch(void* arguments, int from, int to, float* gradients)
    {
        var work = *(RangeWork<UpdateArgs<TRule>>*)arguments;
        if (gradients is not null)
        {
            work.Args.Gradients = gradients - from;
        }

        RangeRunner<UpdateKernel<TRule>, UpdateArgs<TRule>>.Run(work, from, to);
    }
}
