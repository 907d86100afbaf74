using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Every optimizer's rule on a GPU against the reference: over stretches of parameters, and at the end of a weight gradient.</summary>
public sealed class UpdateTests
{
    public static TheoryData<string, string> Rules
    {
        get
        {
            var rules = new TheoryData<string, string>();
            // Tiles make no difference to a rule.
            foreach (var gpu in GpuUnderTest.One)
            {
                foreach (var name in OptimizerCatalog.Names)
                {
                    rules.Add(gpu, name);
                }
            }

            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_gives_the_references_numbers(string gpu, string name)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var spec in Variants(OptimizerCatalog.Create(name)))
        {
            foreach (var length in new[] { 1, 33 })
            {
                Compare(device, spec, length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Joined_to_a_weight_gradient_every_rule_gives_the_references_numbers(string gpu, string name)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        foreach (var spec in Variants(OptimizerCatalog.Create(name)))
        {
            CompareJoined(device, spec);
        }
    }

    [Theory]
    [MemberData(nameof(GpuUnderTest.One), MemberType = typeof(GpuUnderTest))]
    public void Centered_RMSprop_stays_finite_where_the_gradient_never_changes(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var optimizer = new Optimizer(new RMSprop(Alpha: 0.5, Centered: true), device, 33);
        using var parameters = device.Allocate(33);
        using var gradients = device.Allocate(33);
        float[] values = [.. Enumerable.Range(1, 33).Select(i => 0.1f * i)];
        gradients.Write(0, values.AsSpan());

        // After 24 steps the mean is the gradient but for its last bits.
        for (var step = 0; step < 40; step++)
        {
            optimizer.Update(parameters.All, gradients.All, 0, 33, isWeight: true, optimizer.Begin(1e-9));
        }

        Assert.All(parameters.All.ToSingles(), value => Assert.True(float.IsFinite(value)));
    }

    private static void Compare(Device gpu, OptimizerSpec spec, int length)
    {
        using var pair = new GpuPair(gpu);
        using var optimizers = new Pair(spec, pair, length);
        var p = pair.Signed(length, 8);
        for (var step = 0; step < 3; step++)
        {
            // Away from 0, where Rprop's sign and a division by tiny roots turn roundings into steps.
            var g = pair.Of([.. Nets.Signed(8, 30, (ulong)step, length).Select(value => value < 0 ? value - 0.125 : value + 0.125)]);
            optimizers.Do((optimizer, view) => optimizer.Update(view(p), view(g), 0, length, isWeight: true, optimizer.Begin(0.01)));
        }

        p.AreClose($"{spec} on {length}", 5e-7);
        optimizers.StatesAreClose(5e-7);
    }

    /// <summary>A Linear of 5 inputs and 3 outputs, its weights before its biases; the gradients are spent.</summary>
    private static void CompareJoined(Device gpu, OptimizerSpec spec)
    {
        using var pair = new GpuPair(gpu);
        var shape = new LinearShape(4, 5, 3);
        const int Weights = 15;
        const int All = 18;
        using var optimizers = new Pair(spec, pair, All);
        var p = pair.Signed(All, 8);
        var g = pair.Empty(All);
        var before = g.Gpu.ToSingles();
        for (var step = 0; step < 2; step++)
        {
            // All of one sign, so that no sum of products is near 0.
            var x = pair.Of([.. Nets.Uniforms(8, 31, (ulong)step, 20).Select(value => value + 0.125)]);
            var d = pair.Of([.. Nets.Uniforms(8, 32, (ulong)step, 12).Select(value => value + 0.125)]);
            pair.Do((on, view) => on.Run(new LinearBackwardParameters(view(x), view(d), view(g).Slice(0, Weights), view(g).Slice(Weights, 3), shape)));
            optimizers.Do((optimizer, view) =>
            {
                var settings = optimizer.Begin(0.01);
                optimizer.Update(view(p), view(g), 0, Weights, isWeight: true, settings, spendsGradients: true);
                optimizer.Update(view(p), view(g), Weights, 3, isWeight: false, settings, spendsGradients: true);
            });
        }

        p.AreClose($"{spec} joined", 1e-6);
        optimizers.StatesAreClose(1e-6);
        Assert.Equal(before, g.Gpu.ToSingles());
    }

    private static IEnumerable<OptimizerSpec> Variants(OptimizerSpec spec)
    {
        yield return spec;
        switch (spec)
        {
            case SGD sgd:
                yield return sgd with { Momentum = 0.9, Nesterov = true, WeightDecay = 0.1, WeightDecayScope = WeightDecayScope.Weights };
                break;
            case Adam adam:
                yield return adam with { AMSGrad = true, Maximize = true, WeightDecay = 0.1 };
                break;
            case RMSprop rmsprop:
                yield return rmsprop with { Momentum = 0.9 };
                break;
        }
    }

    /// <summary>The same optimizer on the reference and on the GPU.</summary>
    private sealed class Pair(OptimizerSpec spec, GpuPair devices, int length) : IDisposable
    {
        private readonly Optimizer reference = new(spec, devices.Reference, length);
        private readonly Optimizer gpu = new(spec, devices.Gpu, length);

        public void Do(Action<Optimizer, Func<GpuPair.Both, View>> action)
        {
            action(reference, both => both.Reference);
            action(gpu, both => both.Gpu);
        }

        public void StatesAreClose(double relative)
        {
            for (var i = 0; i < spec.StateCount; i++)
            {
                Close.Relative($"state {i} of {spec}", reference.States[i].All.ToDoubles(), gpu.States[i].All.ToDoubles(), relative);
            }
        }

        public void Dispose()
        {
            reference.Dispose();
            gpu.Dispose();
        }
    }
}
