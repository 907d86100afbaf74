using System.Text.Json.Serialization;
using Temper.Devices;

namespace Temper.Regularizers;

/// <summary>Wrong labels in training, drawn anew in every epoch (or once).</summary>
/// <param name="P">Probability that a row's label is replaced by a class drawn from all classes; default 0.1.</param>
/// <param name="Fixed">Whether the same rows keep the same wrong labels in all epochs: noise that can be learned by heart. Default false.</param>
public sealed record LabelNoise(double P = 0.1, bool Fixed = false) : Regularizer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? TrainsOn => "labels some of which were replaced";

    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Replaces each training label with probability p by a class drawn from all, anew in every epoch.",
        "y = a class drawn evenly from all with probability p, else y",
        "DisturbLabel: Xie et al., CVPR 2016; with fixed true as in Zhang et al., ICLR 2017",
        new StrengthInfo("p", Default: 0.1, Low: 0.02, High: 0.3, Most: 1, TakesMost: true));

    /// <inheritdoc/>
    public override double Strength => P;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { P = strength };

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => context.Classes > 0
        ? new Active(this, context)
        : throw new SpecException($"{Name} replaces classes, and these targets are values; use gaussian-noise, or leave it out.");

    private sealed class Active(LabelNoise spec, RegularizerContext context) : ActiveRegularizer
    {
        public override bool ChangesLabels => true;

        public override void Labels(Span<int> labels, int epoch)
        {
            var stream = new Philox(context.Seed, RandomPurpose.LabelNoise, step: spec.Fixed ? ulong.MaxValue : (ulong)epoch);
            var threshold = (ulong)Math.Floor(spec.P * 4294967296.0);
            for (var row = 0; row < labels.Length; row++)
            {
                // A block of the stream for each row: one word says whether, two say what.
                var (w0, _, w2, w3) = stream.Block((uint)row);
                if (w0 < threshold)
                {
                    labels[row] = (int)Math.BigMul(((ulong)w3 << 32) | w2, (ulong)context.Classes, out _);
                }
            }
        }
    }
}
