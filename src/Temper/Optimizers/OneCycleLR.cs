namespace Temper.Optimizers;

/// <summary>
/// The one-cycle policy (Smith and Topin 2018; torch.optim.lr_scheduler.OneCycleLR): up to the optimizer's learning rate,
/// then down to far below where it began, while momentum goes the other way.
/// </summary>
/// <remarks>
/// The optimizer's learning rate is PyTorch's max_lr. It starts at max / DivFactor, peaks after PctStart of all steps and
/// ends at start / FinalDivFactor. Momentum is beta1 for Adam's family.
/// </remarks>
/// <param name="PctStart">Share of the steps that go up; default 0.3.</param>
/// <param name="DivFactor">Default 25.</param>
/// <param name="FinalDivFactor">Default 1e4.</param>
/// <param name="LinearAnnealing">Straight lines instead of cosines; default false.</param>
/// <param name="ThreePhase">Down to the start first, then below it; default false.</param>
/// <param name="CycleMomentum">Whether momentum moves; default true, and then the optimizer must have one.</param>
/// <param name="BaseMomentum">Default 0.85.</param>
/// <param name="MaxMomentum">Default 0.95.</param>
public sealed record OneCycleLR(
    double PctStart = 0.3,
    double DivFactor = 25,
    double FinalDivFactor = 1e4,
    bool LinearAnnealing = false,
    bool ThreePhase = false,
    bool CycleMomentum = true,
    double BaseMomentum = 0.85,
    double MaxMomentum = 0.95) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRate(double rate, in ScheduleClock clock)
    {
        var start = rate / DivFactor;
        return Value(clock, start, rate, start, start / FinalDivFactor);
    }

    /// <inheritdoc/>
    public override double? Momentum(in ScheduleClock clock) =>
        CycleMomentum ? Value(clock, MaxMomentum, BaseMomentum, MaxMomentum, MaxMomentum) : null;

    /// <inheritdoc/>
    public override void Validate(OptimizerSpec optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (PctStart is not (> 0 and < 1) || !(DivFactor > 0) || !(FinalDivFactor > 0))
        {
            throw new SpecException(
                FormattableString.Invariant(
                    $"OneCycleLR needs a PctStart between 0 and 1 and factors above 0, received {PctStart}, {DivFactor} and {FinalDivFactor}."));
        }

        if (CycleMomentum && (BaseMomentum is not (>= 0 and < 1) || MaxMomentum is not (>= 0 and < 1)))
        {
            throw new SpecException(
                FormattableString.Invariant($"OneCycleLR needs momenta of at least 0 and below 1, received {BaseMomentum} and {MaxMomentum}."));
        }

        if (CycleMomentum && !optimizer.HasMomentum)
        {
            throw new SpecException(
                FormattableString.Invariant(
                    $"OneCycleLR moves the momentum, but {optimizer.GetType().Name} has none here; set CycleMomentum to false or give it one."));
        }
    }

    /// <summary>The value between the corner points of the phases: first -> peak -> (middle ->) last.</summary>
    private double Value(in ScheduleClock clock, double first, double peak, double middle, double last)
    {
        var total = clock.TotalSteps;
        var up = (PctStart * total) - 1;
        double step = clock.Step;
        if (step <= up)
        {
            return Anneal(first, peak, up == 0 ? 1 : step / up);
        }

        if (!ThreePhase)
        {
            return Anneal(peak, last, (step - up) / (total - 1 - up));
        }

        var down = (2 * PctStart * total) - 2;
        return step <= down
            ? Anneal(peak, middle, (step - up) / (down - up))
            : Anneal(middle, last, (step - down) / (total - 1 - down));
    }

    private double Anneal(double from, double to, double share) =>
        LinearAnnealing ? from + ((to - from) * share) : to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
}
