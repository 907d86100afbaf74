using System.Text.Json.Serialization;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>
/// An optimizer and its options, with PyTorch's names, defaults and formulas (torch.optim). Records serialise to JSON
/// by name; <see cref="Optimizer"/> does the work.
/// </summary>
/// <remarks>
/// To add one: a file with its record and rule, and its line here and in <see cref="OptimizerCatalog"/>. Properties that
/// are not parameters of the record say "set" for spec files, as those of a TrainSpec do.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(SGD), nameof(SGD))]
[JsonDerivedType(typeof(Adam), nameof(Adam))]
[JsonDerivedType(typeof(AdamW), nameof(AdamW))]
[JsonDerivedType(typeof(Adamax), nameof(Adamax))]
[JsonDerivedType(typeof(NAdam), nameof(NAdam))]
[JsonDerivedType(typeof(RAdam), nameof(RAdam))]
[JsonDerivedType(typeof(RMSprop), nameof(RMSprop))]
[JsonDerivedType(typeof(Adagrad), nameof(Adagrad))]
[JsonDerivedType(typeof(Adadelta), nameof(Adadelta))]
[JsonDerivedType(typeof(Rprop), nameof(Rprop))]
[JsonDerivedType(typeof(ASGD), nameof(ASGD))]
public abstract record OptimizerSpec
{
    /// <summary>Learning rate ("lr").</summary>
    public abstract double LearningRate { get; init; }

    /// <summary>Weight decay ("weight_decay"): an L2 gradient, or decoupled in AdamW. 0 for none.</summary>
    public virtual double WeightDecay { get; set; }

    /// <summary>Which parameters are decayed; all unless set.</summary>
    public WeightDecayScope WeightDecayScope { get; set; } = WeightDecayScope.All;

    /// <summary>Climbs instead of descends ("maximize"); false unless set.</summary>
    public bool Maximize { get; set; }

    /// <summary>Numbers kept per parameter, 0 to 3.</summary>
    [JsonIgnore]
    public abstract int StateCount { get; }

    /// <summary>Whether a schedule can move <see cref="StepSettings.Momentum"/>.</summary>
    [JsonIgnore]
    public virtual bool HasMomentum => false;

    /// <summary>True when decay is part of the gradient of a penalty lambda / 2 sum w^2 (not AdamW's decoupled one).</summary>
    [JsonIgnore]
    public virtual bool DecayIsPenalty => true;

    /// <summary>What a state starts from.</summary>
    /// <param name="index">Which state, from 0.</param>
    public virtual double InitialState(int index) => 0;

    /// <summary>Checks the options.</summary>
    /// <exception cref="SpecException">An option is out of its range.</exception>
    public virtual void Validate()
    {
        Require(LearningRate >= 0 && double.IsFinite(LearningRate), nameof(LearningRate), "a finite number of at least 0", LearningRate);
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), "a finite number of at least 0", WeightDecay);
    }

    /// <summary>Called once per step, before the updates: for numbers that are the same for all parameters.</summary>
    /// <param name="settings">The step.</param>
    /// <param name="scalars">Two numbers that are kept between steps and in checkpoints; both start at 1.</param>
    public virtual void Advance(in StepSettings settings, double[] scalars)
    {
    }

    /// <summary>Updates a stretch of parameters.</summary>
    /// <param name="device">Where.</param>
    /// <param name="views">What.</param>
    /// <param name="settings">The step.</param>
    /// <param name="weightDecay">Decay for these parameters.</param>
    /// <param name="scalars">As left by <see cref="Advance"/>.</param>
    public abstract void Update(
        Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars);

    /// <summary>Throws unless an option is in its range.</summary>
    /// <param name="condition">Whether the option is in its range.</param>
    /// <param name="option">Its name.</param>
    /// <param name="expected">The range in words.</param>
    /// <param name="received">Its value.</param>
    /// <exception cref="SpecException">The condition is false.</exception>
    protected void Require(bool condition, string option, string expected, double received)
    {
        if (!condition)
        {
            throw new SpecException(FormattableString.Invariant($"{GetType().Name}: {option} must be {expected}, received {received}."));
        }
    }

    /// <summary>Throws unless 0 &lt;= value &lt; 1.</summary>
    /// <param name="value">The option's value.</param>
    /// <param name="option">Its name.</param>
    /// <exception cref="SpecException">It is not.</exception>
    protected void RequireFraction(double value, string option) =>
        Require(value is >= 0 and < 1, option, "at least 0 and below 1", value);

    /// <summary>Throws unless the value is a finite number of at least 0.</summary>
    /// <param name="value">The option's value.</param>
    /// <param name="option">Its name.</param>
    /// <exception cref="SpecException">It is not.</exception>
    protected void RequireNotNegative(double value, string option) =>
        Require(value >= 0 && double.IsFinite(value), option, "a finite number of at least 0", value);

    /// <summary>The factor of the gradient: -1 when maximizing.</summary>
    protected double Direction => Maximize ? -1 : 1;
}
