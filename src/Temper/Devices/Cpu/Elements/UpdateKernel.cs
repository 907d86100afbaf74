using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers of an optimizer update; states that a rule does not have are null.</summary>
internal unsafe struct UpdateArgs<TRule>
    where TRule : unmanaged
{
    public TRule Rule;
    public float* Parameters;
    public float* Gradients;
    public float* State0;
    public float* State1;
    public float* State2;
}

/// <summary>Runs a rule over the flat buffers.</summary>
internal readonly unsafe struct UpdateKernel<TRule> : IRangeKernel<UpdateArgs<TRule>>
    where TRule : unmanaged, IUpdateRule
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in UpdateArgs<TRule> args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var rule = args.Rule;
        for (var i = from; i < to; i += TLane.Count)
        {
            var parameter = TLane.Load(args.Parameters + i);
            TLane state0 = default, state1 = default, state2 = default;
            if (args.State0 is not null)
            {
                state0 = TLane.Load(args.State0 + i);
            }

            if (args.State1 is not null)
            {
                state1 = TLane.Load(args.State1 + i);
            }

            if (args.State2 is not null)
            {
                state2 = TLane.Load(args.State2 + i);
            }

            rule.Apply(ref parameter, TLane.Load(args.Gradients + i), ref state0, ref state1, ref state2);
            parameter.Store(args.Parameters + i);
            if (args.State0 is not null)
            {
                state0.Store(args.State0 + i);
            }

            if (args.State1 is not null)
            {
                state1.Store(args.State1 + i);
            }

            if (args.State2 is not null)
            {
                state2.Store(args.State2 + i);
            }
        }
    }
}
