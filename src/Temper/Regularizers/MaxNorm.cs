using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Regularizers;

/// <summary>A limit for the norm of each unit's incoming weights.</summary>
/// <param name="Limit">Largest norm; default 2.</param>
public sealed record MaxNorm(double Limit = 2) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "After each update, scales a unit's incoming weights down where their norm is above a limit.",
        "w = w min(1, limit / norm of w), unit by unit",
        "Srebro and Shraibman, COLT 2005; Srivastava et al., JMLR 15, 2014; torch.renorm, keras.constraints.MaxNorm",
        new StrengthInfo("limit", Default: 2, Low: 0.5, High: 4));

    /// <inheritdoc/>
    public override double Strength => Limit;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Limit = strength };

    /// <inheritdoc/>
    internal override bool RunsOn(Device device) => device.Has<LimitUnitNorms>();

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(Limit, context);

    private sealed class Active(double limit, RegularizerContext context) : ActiveRegularizer
    {
        public override void Updated(long step, double learningRate)
        {
            for (var i = 0; i < context.Network.Parameters.Count; i++)
            {
                var parameter = context.Network.Parameters[i];
                if (parameter.IsWeight)
                {
                    // PyTorch's shape is [out, in]; the device keeps [in, out].
                    var weight = context.Network.ParameterValues.Slice(parameter.Offset, parameter.Length);
                    context.Device.Run(new LimitUnitNorms(weight, parameter.Shape[1], parameter.Shape[0], limit));
                }
            }
        }
    }
}
