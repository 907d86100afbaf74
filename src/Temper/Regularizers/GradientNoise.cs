using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Regularizers;

/// <summary>Normal noise on gradients, less and less of it; before clipping.</summary>
/// <param name="Eta">Variance at the first step; default 0.01.</param>
/// <param name="Gamma">How fast it decays; default 0.55.</param>
public sealed record GradientNoise(double Eta = 0.01, double Gamma = 0.55) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Adds normal noise to every gradient, less from step to step.",
        "g = g + sqrt(eta / (1 + step)^gamma) z, z standard normal",
        "Neelakantan et al., arXiv 1511.06807, 2015",
        new StrengthInfo("eta", Default: 0.01, Low: 1e-6, High: 1));

    /// <inheritdoc/>
    public override double Strength => Eta;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Eta = strength };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Gamma >= 0 && double.IsFinite(Gamma), "gamma", "a finite number of at least 0", Gamma);
    }

    /// <summary>Standard deviation of the noise of a step.</summary>
    /// <param name="step">Steps done before, from 0.</param>
    internal double StdOf(long step) => Math.Sqrt(Eta / PowerOf.Number(1.0 + step, Gamma));

    /// <inheritdoc/>
    internal override bool RunsOn(Device device) => device.Has<AddNormal>();

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context);

    private sealed class Active(GradientNoise spec, RegularizerContext context) : ActiveRegularizer
    {
        public override void Gradients(long step)
        {
            var std = spec.StdOf(step);

            // Each parameter has a stream of its own: what lies between them in memory stays 0.
            for (var i = 0; i < context.Network.Parameters.Count; i++)
            {
                var parameter = context.Network.Parameters[i];
                var stream = new Philox(context.Seed, RandomPurpose.GradientNoise, (uint)i, (ulong)step);
                context.Device.Run(new AddNormal(context.Network.ParameterGradients.Slice(parameter.Offset, parameter.Length), stream, std));
            }
        }
    }
}
