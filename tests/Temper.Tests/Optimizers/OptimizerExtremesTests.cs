using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Optimizers;
using Temper.Tests.Training;
using Xunit;

namespace Temper.Tests.Optimizers;

/// <summary>Gradients that never change, are 0, tiny or huge: no optimizer gives what is no number.</summary>
public sealed class OptimizerExtremesTests
{
    private const int Steps = 60;

    private static readonly float[] Gradients = [0, 1e-30f, -1e-6f, 0.1f, 0.3f, -0.7f, 1, 123.456f, -1e6f];

    private static readonly OptimizerSpec[] Specs =
    [
        .. OptimizerCatalog.Names.Select(OptimizerCatalog.Create),
        .. AwaySpecs.All.Select(spec => spec.Optimizer).Distinct(),
        .. new[] { 0.5, 0.9, 0.99 }.SelectMany(alpha => new[] { new RMSprop(Alpha: alpha, Centered: true), new RMSprop(Alpha: alpha, Centered: true, Momentum: 0.5) }),
    ];

    public static TheoryData<string> Devices => ["Reference", .. Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best).Select(set => set.ToString())];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Every_optimizer_stays_finite(string name)
    {
        using var cpu = name == "Reference" ? null : new CpuDevice(1, Enum.Parse<InstructionSet>(name));
        Device device = cpu is null ? new ReferenceDevice() : cpu;
        foreach (var spec in Specs)
        {
            foreach (var rate in new[] { 1e-12, spec.LearningRate, 10 })
            {
                // All of them in one vector that is no multiple of any lane count, and each alone.
                AssertFinite(device, spec, rate, [.. Enumerable.Range(0, 37).Select(i => Gradients[i % Gradients.Length])]);
                AssertFinite(device, spec, rate, [0.3f]);
                AssertFinite(device, spec, rate, [0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void The_variance_of_centered_RMSprop_does_fall_below_0_by_rounding(string name)
    {
        // Without this the test above could not fail. The 64-bit reference rounds too, later.
        using var cpu = name == "Reference" ? null : new CpuDevice(1, Enum.Parse<InstructionSet>(name));
        Device device = cpu is null ? new ReferenceDevice() : cpu;
        float[] gradients = [.. Enumerable.Range(1, 64).Select(i => 0.1f * i)];
        var isBelow = false;
        Run(device, new RMSprop(Alpha: 0.5, Centered: true), 1e-9, gradients, optimizer =>
        {
            var (square, mean) = (optimizer.States[0].All.ToDoubles(), optimizer.States[2].All.ToDoubles());
            isBelow |= square.Zip(mean).Any(pair => cpu is null ? pair.First - (pair.Second * pair.Second) < 0 : (float)pair.First - ((float)pair.Second * (float)pair.Second) < 0);
        });

        Assert.True(isBelow);
    }

    [Fact]
    public void Where_the_variance_is_0_the_gradient_is_divided_by_eps_and_NaN_stays_NaN()
    {
        // alpha = 0 keeps nothing: v = g^2 and mean = g, so v - mean^2 is 0 at once.
        var device = new ReferenceDevice();
        Assert.Equal(-0.25 / 0.5, Run(device, new RMSprop(Alpha: 0, Eps: 0.5, Centered: true), 1, [0.25f], _ => { }, steps: 1)[0], 12);
        Assert.True(double.IsNaN(Run(device, new RMSprop(Centered: true), 1, [float.NaN], _ => { }, steps: 1)[0]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void RMSprop_refuses_an_alpha_whose_variance_would_be_negative(double alpha)
    {
        Assert.Contains("Alpha must be between 0 and 1", Assert.Throws<SpecException>(new RMSprop(Alpha: alpha).Validate).Message, StringComparison.Ordinal);
    }

    private static void AssertFinite(Device device, OptimizerSpec spec, double rate, float[] gradients)
    {
        var parameters = Run(device, spec, rate, gradients, optimizer =>
            Assert.All(optimizer.States, state => Assert.True(state.All.ToDoubles().All(double.IsFinite), $"a state of {spec} at {rate}")), onlyLast: true);
        Assert.True(parameters.All(double.IsFinite), $"{spec} at {rate} on {gradients.Length}: {string.Join(' ', parameters)}");
    }

    /// <summary>The parameters, from 0, after steps with the same gradients.</summary>
    private static double[] Run(
        Device device, OptimizerSpec spec, double rate, float[] gradients, Action<Optimizer> look, int steps = Steps, bool onlyLast = false)
    {
        using var optimizer = new Optimizer(spec, device, gradients.Length);
        using var parameters = device.Allocate(gradients.Length);
        using var given = device.Allocate(gradients.Length);
        given.Write(0, gradients.AsSpan());
        for (var step = 1; step <= steps; step++)
        {
            optimizer.Update(parameters.All, given.All, 0, gradients.Length, isWeight: true, optimizer.Begin(rate));
            if (!onlyLast || step == steps)
            {
                look(optimizer);
            }
        }

        return parameters.All.ToDoubles();
    }
}
