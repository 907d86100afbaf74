using System.Globalization;
using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;

namespace Temper.Regularizers;

/// <summary>
/// A regularizer and its numbers. It edits the net, the loss or the optimizer before training, or it acts in it through the hooks of an
/// <see cref="ActiveRegularizer"/>, or both.
/// </summary>
/// <remarks>
/// To add one: a file with its record (and what it does, beside it), and its line here. Their order is the order in which they act, however a spec
/// lists them. Command line, arms, factors, spec files and documentation find it by itself.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(HiddenDropout), "dropout")]
[JsonDerivedType(typeof(HiddenBatchNorm), "batchnorm")]
[JsonDerivedType(typeof(WeightDecay), "l2")]
[JsonDerivedType(typeof(LabelSmoothing), "label-smoothing")]
[JsonDerivedType(typeof(LabelNoise), "label-noise")]
[JsonDerivedType(typeof(GaussianNoise), "gaussian-noise")]
[JsonDerivedType(typeof(MixUp), "mixup")]
[JsonDerivedType(typeof(GradientNoise), "gradient-noise")]
[JsonDerivedType(typeof(ElasticNet), "elastic-net")]
[JsonDerivedType(typeof(L1), "l1")]
[JsonDerivedType(typeof(GradientClipping), "clip-norm")]
[JsonDerivedType(typeof(MaxNorm), "max-norm")]
[JsonDerivedType(typeof(Lookahead), "lookahead")]
[JsonDerivedType(typeof(Ema), "ema")]
[JsonDerivedType(typeof(Swa), "swa")]
[JsonDerivedType(typeof(EarlyStopping), "early-stopping")]
public abstract record Regularizer
{
    /// <summary>What it is called on the command line and in spec files.</summary>
    [JsonIgnore]
    public string Name => RegularizerCatalog.NameOf(GetType());

    /// <summary>What it does, in formula and words, and where it comes from.</summary>
    [JsonIgnore]
    public abstract RegularizerInfo Info { get; }

    /// <summary>Its main number; NaN where it has none.</summary>
    [JsonIgnore]
    public abstract double Strength { get; }

    /// <summary>Whether it is spent once it has edited net, loss and optimizer; default false: it acts in training.</summary>
    [JsonIgnore]
    internal virtual bool IsEdit => false;

    /// <summary>
    /// Whether its strength is only a number of an operation, so that nets with different
    /// strengths do the same operations; default true. False where it decides what is done when.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsStrengthConstant => true;

    /// <summary>Whether nets with it are measured with other weights than those that are trained; default false.</summary>
    [JsonIgnore]
    public virtual bool HasWeightsForEvaluation => false;

    /// <summary>
    /// What training batches are of, so that training scores in training mode are of something else too: "mixed rows". Null (the default)
    /// for rows as they are.
    /// </summary>
    [JsonIgnore]
    public virtual string? TrainsOn => null;

    /// <summary>The same at another strength.</summary>
    /// <param name="strength">The new strength, in the unit and range of <see cref="Info"/>.</param>
    /// <exception cref="SpecException">It has no strength.</exception>
    public abstract Regularizer At(double strength);

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="SpecException">A number is out of its range.</exception>
    public virtual void Validate()
    {
        if (Info.Strength is { } info && !info.Contains(Strength))
        {
            throw new SpecException(FormattableString.Invariant($"{Name}: {info.Name} must be {info.Expected(Strength)}, received {Strength}."));
        }
    }

    /// <summary>The net with it.</summary>
    /// <exception cref="SpecException">The net has it already, or has no place for it.</exception>
    internal virtual IReadOnlyList<LayerSpec> Edit(IReadOnlyList<LayerSpec> layers) => layers;

    /// <summary>The optimizer with it.</summary>
    internal virtual OptimizerSpec Edit(OptimizerSpec optimizer) => optimizer;

    /// <summary>The loss with it; null stands for the loss of the task.</summary>
    /// <exception cref="SpecException">The loss has no place for it.</exception>
    internal virtual Loss? Edit(Loss? loss) => loss;

    /// <summary>Whether a device has the operations that it needs; default true.</summary>
    internal virtual bool RunsOn(Device device) => true;

    /// <summary>What acts in training; null if nothing does.</summary>
    /// <exception cref="SpecException">The data have not what it needs.</exception>
    internal virtual ActiveRegularizer? Start(RegularizerContext context) => null;

    /// <summary>Refuses a number that is out of its range.</summary>
    private protected void Require(bool condition, string name, string expected, IFormattable received)
    {
        if (!condition)
        {
            throw new SpecException($"{Name}: {name} must be {expected}, received {received.ToString(null, CultureInfo.InvariantCulture)}.");
        }
    }
}
