using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Regularizers;

/// <summary>Batches in which every row is mixed with the row before it, inputs and targets alike.</summary>
/// <remarks>
/// One lambda a batch; the partner of a row is its predecessor in the shuffled batch (torchvision's roll by one). Training accuracy then
/// counts the class with the larger share as right and is not to be compared with that of other trainings.
/// </remarks>
/// <param name="Alpha">Both parameters of the Beta distribution that lambda is drawn from; default 0.2 (small nets: 0.2 to 0.4).</param>
public sealed record MixUp(double Alpha = 0.2) : Regularizer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? TrainsOn => "mixed rows";

    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Mixes every row of a batch with another one, inputs and targets alike.",
        "x = lambda x + (1 - lambda) x', t = lambda t + (1 - lambda) t', lambda from Beta(alpha, alpha) once a batch",
        "Zhang et al., ICLR 2018; torchvision.transforms.v2.MixUp",
        new StrengthInfo("alpha", Default: 0.2, Low: 0.1, High: 1, Least: 0.01, Most: 100, TakesLeast: true, TakesMost: true));

    /// <inheritdoc/>
    public override double Strength => Alpha;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Alpha = strength };

    /// <inheritdoc/>
    internal override bool RunsOn(Device device) => device.Has<MixRows>();

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(Alpha, context);

    private sealed class Active(double alpha, RegularizerContext context) : ActiveRegularizer
    {
        public override void Batch(in TrainingBatch batch)
        {
            var lambda = BetaDraw.Of(new Philox(context.Seed, RandomPurpose.MixUp, step: (ulong)batch.Step), alpha);
            context.Device.Run(new MixRows(batch.Inputs, batch.Rows, lambda));
            context.Device.Run(new MixRows(batch.Targets, batch.Rows, lambda));
        }
    }
}
