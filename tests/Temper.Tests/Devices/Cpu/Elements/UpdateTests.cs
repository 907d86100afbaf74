using Temper.Devices.Cpu;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Every optimizer's rule on the CPU against the reference, over odd lengths.</summary>
public sealed class UpdateTests
{
    public static TheoryData<string, InstructionSet> Rules
    {
        get
        {
            var rules = new TheoryData<string, InstructionSet>();
            foreach (var name in OptimizerCatalog.Names)
            {
                foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
                {
                    rules.Add(name, set);
                }
            }

            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_gives_the_references_numbers(string name, InstructionSet set)
    {
        foreach (var length in new[] { 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 129, 784, 20_003 })
        {
            foreach (var spec in Variants(OptimizerCatalog.Create(name)))
            {
                Compare(spec, set, length);
            }
        }
    }

    private static void Compare(OptimizerSpec spec, InstructionSet set, int length)
    {
        using var pair = new DevicePair(set, threads: 2);
        using var reference = new Optimizer(spec, pair.Reference, length);
        using var cpu = new Optimizer(spec, pair.Cpu, length);
        var p = pair.Signed(length, 8);
        for (var step = 0; step < 3; step++)
        {
            // Away from 0, where Rprop's sign and a division by tiny roots turn roundings into steps.
            var g = pair.Of([.. Nets.Signed(8, 30, (ulong)step, length).Select(value => value < 0 ? value - 0.125 : value + 0.125)]);
            reference.Update(p.Reference, g.Reference, 0, length, isWeight: true, reference.Begin(0.01));
            cpu.Update(p.Cpu, g.Cpu, 0, length, isWeight: true, cpu.Begin(0.01));
        }

        p.AreClose($"{spec} on {length}", 5e-7);
        for (var i = 0; i < spec.StateCount; i++)
        {
            Close.Relative($"state {i} of {spec}", reference.States[i].All.ToDoubles(), cpu.States[i].All.ToDoubles(), 5e-7);
        }
    }

    private static IEnumerable<OptimizerSpec> Variants(OptimizerSpec spec)
    {
        yield return spec;
        switch (spec)
        {
            case SGD sgd:
                yield return sgd with { Momentum = 0.9, Nesterov = true, WeightDecay = 0.1 };
                break;
            case Adam adam:
                yield return adam with { AMSGrad = true, Maximize = true, WeightDecay = 0.1 };
                break;
            case RMSprop rmsprop:
                yield return rmsprop with { Momentum = 0.9, Centered = true };
                break;
        }
    }
}
