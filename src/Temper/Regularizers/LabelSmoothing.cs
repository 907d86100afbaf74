using Temper.Losses;

namespace Temper.Regularizers;

/// <summary>Targets of the training loss that are never quite sure.</summary>
/// <param name="Share">Share of the target that is spread evenly over all classes; default 0.1.</param>
public sealed record LabelSmoothing(double Share = 0.1) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Spreads a share of every target evenly over all classes, in training.",
        "t = (1 - share) t + share / classes",
        "Szegedy et al., CVPR 2016; label_smoothing of torch.nn.CrossEntropyLoss",
        new StrengthInfo("share", Default: 0.1, Low: 0.01, High: 0.3, Most: 1, TakesMost: true));

    /// <inheritdoc/>
    public override double Strength => Share;

    /// <inheritdoc/>
    internal override bool IsEdit => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Share = strength };

    /// <inheritdoc/>
    internal override Loss? Edit(Loss? loss) => loss switch
    {
        null => new CrossEntropy(Share),
        CrossEntropy { LabelSmoothing: var given } when given != 0 && given != Share => throw new SpecException(FormattableString.Invariant(
            $"{Name}: the loss has a label smoothing of {given} already, and {Name} would set it to {Share}; ")
            + "leave one of the two out, or give both the same number."),
        CrossEntropy entropy => entropy with { LabelSmoothing = Share },
        _ => throw new SpecException(
            $"{Name} smooths the targets of classes, and the loss is {loss.GetType().Name}; leave it out, or train with CrossEntropy."),
    };
}
