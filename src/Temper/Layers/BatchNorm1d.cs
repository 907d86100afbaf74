using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>
/// Batch normalization of each feature (Ioffe and Szegedy, ICML 2015; PyTorch's nn.BatchNorm1d): with the batch's mean
/// and biased variance in training, with running statistics (of the unbiased variance) in evaluation.
/// </summary>
/// <param name="Eps">Added to the variance; default 1e-5.</param>
/// <param name="Momentum">Share of a new batch in the running statistics; default 0.1. Null: their plain average.</param>
/// <param name="Affine">Whether it has a learned scale and shift, starting at 1 and 0; default true.</param>
public sealed record BatchNorm1d(
    double Eps = 1e-5,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Momentum = 0.1,
    bool Affine = true) : LayerSpec
{
    internal override Layer Build(LayerBuild build)
    {
        if (!(Eps >= 0) || Momentum is not (null or >= 0 and <= 1))
        {
            throw new SpecException(
                $"{build.Label} needs an Eps of at least 0 and a Momentum from 0 to 1 (or null), "
                + FormattableString.Invariant($"received Eps {Eps} and Momentum {Momentum}."));
        }

        var name = build.UniqueName();
        var features = build.Features;
        return new BatchNorm1dLayer(this, features)
        {
            Weight = Affine ? build.Parameter($"{name}.weight", [features], isWeight: false) : null,
            Bias = Affine ? build.Parameter($"{name}.bias", [features], isWeight: false) : null,
            RunningMean = build.Statistic($"{name}.running_mean", [features]),
            RunningVariance = build.Statistic($"{name}.running_var", [features]),
            BatchesTrackedName = $"{name}.num_batches_tracked",
        };
    }
}

/// <summary>Forward and backward of <see cref="BatchNorm1d"/>. The input is kept for backward; gradients are in place.</summary>
internal sealed class BatchNorm1dLayer(BatchNorm1d spec, int features) : Layer
{
    private Device device = null!;
    private Activations input;
    private Activations output;
    private BatchNormViews views;

    public required Parameter? Weight { get; init; }

    public required Parameter? Bias { get; init; }

    public required Parameter RunningMean { get; init; }

    public required Parameter RunningVariance { get; init; }

    public required string BatchesTrackedName { get; init; }

    /// <summary>Training passes seen (PyTorch's num_batches_tracked).</summary>
    public long BatchesTracked { get; set; }

    public override string Description => FormattableString.Invariant(
        $"BatchNorm1d({features}, eps={spec.Eps}, momentum={(object?)spec.Momentum ?? "None"}, affine={(spec.Affine ? "True" : "False")})");

    public override bool OverwritesInput => false;

    public override bool KeepsOutput => false;

    public override bool NeedsTwoRows => true;

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        this.input = input;
        views = new BatchNormViews(
            Weight is null ? default : memory.ValuesOf(Weight),
            Bias is null ? default : memory.ValuesOf(Bias),
            memory.StatisticsOf(RunningMean),
            memory.StatisticsOf(RunningVariance),
            Own(device, features),
            Own(device, features),
            Weight is null ? default : memory.GradientsOf(Weight),
            Bias is null ? default : memory.GradientsOf(Bias));
        var length = (long)memory.Rows * features;
        var gradients = input.Gradients.IsEmpty ? Own(device, length) : input.Gradients;
        return output = new Activations(Own(device, length), gradients, input.Shape);
    }

    public override void Initialize(ulong seed)
    {
        var ones = Filled(1);
        var zeros = Filled(0);
        views.RunningMean.Write(zeros);
        views.RunningVariance.Write(ones);
        BatchesTracked = 0;
        if (Weight is not null)
        {
            views.Weight.Write(ones);
            views.Bias.Write(zeros);
        }
    }

    public override void Forward(in Pass pass)
    {
        var x = input.ValuesOf(pass.Rows);
        var y = output.ValuesOf(pass.Rows);
        if (!pass.Training)
        {
            device.Run(new BatchNormEvaluate(x, y, views, pass.Rows, spec.Eps));
            return;
        }

        if (pass.Rows < 2)
        {
            throw new SpecException(
                "BatchNorm1d in training needs at least 2 rows to compute a variance, received a batch of 1; "
                + "drop the last short batch or change the batch size.");
        }

        if (pass.StatisticsBatch > 0)
        {
            device.Run(new BatchNormTrain(x, y, views, pass.Rows, spec.Eps, 1.0 / pass.StatisticsBatch));
            return;
        }

        // From a state dict it may be any count; the largest stays what it is.
        BatchesTracked += BatchesTracked < long.MaxValue ? 1 : 0;
        device.Run(new BatchNormTrain(x, y, views, pass.Rows, spec.Eps, spec.Momentum ?? 1.0 / BatchesTracked));
    }

    public override void Backward(in Pass pass) =>
        device.Run(new BatchNormBackward(input.ValuesOf(pass.Rows), output.GradientsOf(pass.Rows), views, pass.Rows));

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) => new BatchNormStep(
        Place.Name,
        state[RunningMean.Name].Values,
        state[RunningVariance.Name].Values,
        Weight is null ? Filled(1) : state[Weight.Name].Values,
        Bias is null ? Filled(0) : state[Bias.Name].Values,
        spec.Eps);

    private float[] Filled(float value)
    {
        var values = new float[features];
        Array.Fill(values, value);
        return values;
    }
}
