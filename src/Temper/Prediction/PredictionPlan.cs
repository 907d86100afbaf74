using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;

namespace Temper.Prediction;

/// <summary>A model as the prediction kernels want it: stages with packed weights, for one width of vectors.</summary>
internal sealed unsafe class PredictionPlan
{
    private readonly List<PinnedFloats> memory = [];
    private readonly PredictionStage[] stages;
    private readonly PinnedFloats table;
    private readonly PinnedFloats zeros;
    private readonly PredictionLanes lanes;
    private readonly float minimum;
    private readonly float divisor;

    /// <summary>Packs a model's weights.</summary>
    /// <exception cref="SpecException">The model's tensors do not fit its layers.</exception>
    public PredictionPlan(Model model, InstructionSet instructionSet)
    {
        lanes = PredictionLanes.For(instructionSet);
        InFeatures = model.Height * model.Width;
        stages = Stages(Network.InEvaluation(model.Layers, InFeatures, model.State));
        OutFeatures = stages[^1].OutFeatures;
        table = Pinned([.. model.Scaler.Table]);
        zeros = new PinnedFloats(lanes.LargestPanel);
        (minimum, divisor) = lanes.Quotient(table.Pointer);
    }

    /// <summary>Features of a row.</summary>
    public int InFeatures { get; }

    /// <summary>Classes.</summary>
    public int OutFeatures { get; }

    /// <summary>Multiplications of one row.</summary>
    public long Products => stages.Sum(stage => stage.Weight is null ? 0L : (long)stage.InFeatures * stage.OutFeatures);

    /// <summary>What runs a call, as <see cref="ThreadTeam"/> calls it.</summary>
    public delegate*<void*, int, int, void> Run => lanes.Run;

    /// <summary>Fills in what every call has in common.</summary>
    /// <param name="pinned">The stages' address, good while they are pinned.</param>
    public PredictionCall Call(PredictionStage* pinned) => new()
    {
        Stages = pinned,
        StageCount = stages.Length,
        Table = table.Pointer,
        Minimum = minimum,
        Divisor = divisor,
        Zeros = zeros.Pointer,
    };

    /// <summary>The stages, to be pinned during a call.</summary>
    public ref PredictionStage FirstStage => ref stages[0];

    /// <summary>Room for so many rows.</summary>
    public PredictionRoom CreateRoom(int rows)
    {
        var widest = stages.Max(stage => lanes.Stride(stage.OutFeatures));
        var deepest = stages.Max(stage => stage.InFeatures);
        return new PredictionRoom(rows, InFeatures, widest, lanes.LargestPanel, deepest);
    }

    private PredictionStage[] Stages(IReadOnlyList<EvaluationStep> steps)
    {
        var result = new List<PredictionStage>();
        var features = InFeatures;
        foreach (var step in steps)
        {
            switch (step)
            {
                case LinearStep linear:
                    result.Add(new PredictionStage
                    {
                        InFeatures = features,
                        OutFeatures = linear.OutFeatures,
                        Weight = Pack(linear),
                        Bias = linear.Bias is null ? null : Padded(linear.Bias),
                    });
                    features = linear.OutFeatures;
                    break;
                case BatchNormStep norm:
                    var normed = TakeLast(stage => stage.Mean is null && !stage.ReluAfterNorm);
                    normed.Mean = Padded(norm.Mean);
                    normed.Inverse = Padded(Array.ConvertAll(norm.Variance, variance => 1 / MathF.Sqrt(variance + (float)norm.Eps)));
                    normed.Scale = Padded(norm.Weight ?? Filled(1));
                    normed.Shift = Padded(norm.Bias ?? Filled(0));
                    result.Add(normed);
                    break;
                case ReLUStep:
                    var rectified = TakeLast(_ => true);
                    if (rectified.Mean is null)
                    {
                        rectified.ReluBeforeNorm = true;
                    }
                    else
                    {
                        rectified.ReluAfterNorm = true;
                    }

                    result.Add(rectified);
                    break;
                default:
                    throw new NotSupportedException($"{step.GetType().Name} has no prediction kernel.");
            }
        }

        if (result.Count == 0)
        {
            result.Add(new PredictionStage { InFeatures = features, OutFeatures = features });
        }

        return [.. result];

        float[] Filled(float value)
        {
            var values = new float[features];
            Array.Fill(values, value);
            return values;
        }

        // The last stage, if what comes next can be part of it; else one that begins with its input.
        PredictionStage TakeLast(Predicate<PredictionStage> fits)
        {
            if (result.Count > 0 && fits(result[^1]))
            {
                var last = result[^1];
                result.RemoveAt(result.Count - 1);
                return last;
            }

            return new PredictionStage { InFeatures = features, OutFeatures = features };
        }
    }

    /// <summary>[out, in] to panels of [in, columns].</summary>
    private float* Pack(LinearStep linear)
    {
        var packed = new PinnedFloats((long)linear.InFeatures * lanes.Stride(linear.OutFeatures));
        memory.Add(packed);
        var panel = packed.Pointer;
        for (int column = 0, stride; column < linear.OutFeatures; column += stride)
        {
            stride = lanes.PanelStride(linear.OutFeatures - column);
            var columns = Math.Min(stride, linear.OutFeatures - column);
            fixed (float* source = &linear.Weight[column * linear.InFeatures])
            {
                Panels.Pack(source, 1, linear.InFeatures, panel, linear.InFeatures, columns, stride);
            }

            panel += (nint)linear.InFeatures * stride;
        }

        return packed.Pointer;
    }

    private float* Padded(float[] values)
    {
        var padded = Pinned(values, lanes.Stride(values.Length));
        memory.Add(padded);
        return padded.Pointer;
    }

    private static PinnedFloats Pinned(float[] values, int? length = null)
    {
        var pinned = new PinnedFloats(length ?? values.Length);
        values.CopyTo(new Span<float>(pinned.Pointer, values.Length));
        return pinned;
    }
}
