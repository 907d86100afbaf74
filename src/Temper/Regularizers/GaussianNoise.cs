using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Regularizers;

/// <summary>Normal noise on the scaled inputs, in training.</summary>
/// <param name="Std">Standard deviation, in units of the scaled inputs; default 0.1. Inputs may leave their range.</param>
public sealed record GaussianNoise(double Std = 0.1) : Regularizer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? TrainsOn => "inputs with noise";

    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Adds normal noise to every scaled input, in training.",
        "x = x + std z, z standard normal, anew for each element and step",
        "Bishop, Neural Computation 7, 1995; keras.layers.GaussianNoise",
        new StrengthInfo("std", Default: 0.1, Low: 0.01, High: 0.5));

    /// <inheritdoc/>
    public override double Strength => Std;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Std = strength };

    /// <inheritdoc/>
    internal override bool RunsOn(Device device) => device.Has<AddNormal>();

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(Std, context);

    private sealed class Active(double std, RegularizerContext context) : ActiveRegularizer
    {
        public override void Batch(in TrainingBatch batch) =>
            context.Device.Run(new AddNormal(batch.Inputs, new Philox(context.Seed, RandomPurpose.InputNoise, step: (ulong)batch.Step), std));
    }
}
