using System.Text.Json.Serialization;

namespace Temper.Optimizers;

/// <summary>How the learning rate changes over a training (torch.optim.lr_scheduler's formulas, in closed form).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(StepLR), "step")]
[JsonDerivedType(typeof(CosineAnnealingLR), "cosine")]
[JsonDerivedType(typeof(OneCycleLR), "one-cycle")]
[JsonDerivedType(typeof(WarmUp), "warm-up")]
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="rate">The optimizer's own learning rate.</param>
    /// <param name="clock">Which step.</param>
    public abstract double LearningRate(double rate, in ScheduleClock clock);

    /// <summary>The momentum (or beta1) of a step; null leaves the optimizer's own.</summary>
    /// <param name="clock">Which step.</param>
    public virtual double? Momentum(in ScheduleClock clock) => null;

    /// <summary>Checks the options.</summary>
    /// <param name="optimizer">The optimizer it is to drive.</param>
    /// <exception cref="SpecException">An option is out of its range or does not fit the optimizer.</exception>
    public virtual void Validate(OptimizerSpec optimizer)
    {
    }
}
