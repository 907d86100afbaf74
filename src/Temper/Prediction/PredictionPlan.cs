using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Cpu.Prediction;
using Temper.Devices.Cpu.Products;
using Temper.Devices.Cpu.Queue;
using Temper.Export;
using Temper.Layers;

namespace Temper.Prediction;

/// <summary>A model as the prediction kernels want it: stages with packed weights, for one width of vectors.</summary>
internal sealed unsafe class PredictionPlan
{
    // Rows that share a block of weights near the core; fewer where a row is so long that their activations would not stay there.
    private const int MostRowsAtOnce = 64;
    private const long RoomFloats = 1 << 20;
    private const long LargestWeight = int.MaxValue - 1024;

    private readonly List<PinnedFloats> memory = [];
    private readonly List<ActivationFunction> functions = [];
    private readonly PredictionStage[] stages;
    private readonly PinnedFloats? table;
    private readonly PinnedFloats? centres;
    private readonly PinnedFloats? divisors;
    private readonly Scaler scaler;
    private readonly Scaler? targetScaler;
    private readonly PinnedFloats zeros;
    private readonly PredictionLanes lanes;
    private readonly float minimum;
    private readonly float divisor;
    private readonly int widest;

    // Residuals inside each other.
    private int slots;

    /// <summary>Packs a model's weights.</summary>
    /// <exception cref="SpecException">The model's tensors do not fit its layers, or one is too large.</exception>
    public PredictionPlan(Model model, InstructionSet instructionSet)
    {
        lanes = PredictionLanes.For(instructionSet);
        InFeatures = model.Input.Features;
        stages = Stages(Network.InEvaluation(model.Layers, model.Input, model.State));
        OutFeatures = stages[^1].OutFeatures;
        Products = stages.Sum(stage => stage.Weight is null ? 0L : (long)stage.InFeatures * stage.OutFeatures);
        widest = stages.Max(stage => lanes.Stride(stage.OutFeatures));
        RowsAtOnce = (int)Math.Clamp(RoomFloats / (InFeatures + ((2L + slots) * widest)) / Parts.Stripe * Parts.Stripe, Parts.Stripe, MostRowsAtOnce);
        zeros = new PinnedFloats(lanes.LargestPanel);
        scaler = model.Scaler;
        targetScaler = model.TargetScaler;
        if (model.TakesFloats)
        {
            centres = Pinned(Columns(scaler.Centre));
            divisors = Pinned(Columns(scaler.Divisor));
        }
        else
        {
            table = Pinned([.. scaler.Table]);
            (minimum, divisor) = lanes.Quotient(table.Pointer);
        }
    }

    /// <summary>Features of a row.</summary>
    public int InFeatures { get; }

    /// <summary>Numbers that it gives for a row.</summary>
    public int OutFeatures { get; }

    /// <summary>Multiplications of one row.</summary>
    public long Products { get; }

    /// <summary>Rows that go through all layers together.</summary>
    public int RowsAtOnce { get; }

    /// <summary>What runs a call, as <see cref="ThreadTeam"/> calls it.</summary>
    public delegate*<void*, int, int, void> Run => lanes.Run;

    /// <summary>Fills in what every call has in common.</summary>
    /// <param name="pinned">The stages' address, good while they are pinned.</param>
    public PredictionCall Call(PredictionStage* pinned) => new()
    {
        Stages = pinned,
        StageCount = stages.Length,
        Table = table is null ? null : table.Pointer,
        Minimum = minimum,
        Divisor = divisor,
        ColumnCentres = centres is null ? null : centres.Pointer,
        ColumnDivisors = divisors is null ? null : divisors.Pointer,
        A = scaler.A,
        B = scaler.B,
        Clip = scaler.Clip,
        ValueDivisor = targetScaler?.Divisor[0] ?? 0,
        ValueCentre = targetScaler?.Centre[0] ?? 0,
        Zeros = zeros.Pointer,
    };

    /// <summary>The stages, to be pinned during a call.</summary>
    public ref PredictionStage FirstStage => ref stages[0];

    /// <summary>Scratch memory for so many rows.</summary>
    public ScratchMemory CreateScratch(int rows)
    {
        var deepest = stages.Max(stage => stage.InFeatures);
        return new ScratchMemory(rows, InFeatures, widest, lanes.LargestPanel, deepest, slots);
    }

    /// <summary>One for all columns, once for each.</summary>
    private float[] Columns(IReadOnlyList<float> values) => values.Count == 1 ? [.. Enumerable.Repeat(values[0], InFeatures)] : [.. values];

    private PredictionStage[] Stages(IReadOnlyList<EvaluationStep> steps)
    {
        var result = new List<PredictionStage>();
        var features = AddStages(result, steps, InFeatures, depth: 0);
        if (result.Count == 0)
        {
            result.Add(new PredictionStage { InFeatures = features, OutFeatures = features });
        }

        return [.. result];
    }

    /// <summary>Adds steps that take so many features, and returns how many they give.</summary>
    private int AddStages(List<PredictionStage> result, IReadOnlyList<EvaluationStep> steps, int features, int depth)
    {
        foreach (var step in steps)
        {
            var plain = new PredictionStage { InFeatures = features, OutFeatures = features };
            switch (step)
            {
                case LinearStep linear:
                    result.Add(plain with
                    {
                        OutFeatures = linear.OutFeatures,
                        Weight = Pack(linear),
                        Bias = linear.Bias is null ? null : Padded(linear.Bias),
                    });
                    features = linear.OutFeatures;
                    break;
                case BatchNormStep norm:
                    result.Add(Normed(result, plain, norm));
                    break;
                case ReLUStep:
                    result.Add(Rectified(result, plain));
                    break;
                case ElementwiseStep elementwise:
                    functions.Add(elementwise.Function);
                    result.Add(plain with
                    {
                        Kind = PredictionStageKind.Elementwise, Function = elementwise.Function.Forward, Formula = elementwise.Function.Formula,
                    });
                    break;
                case LayerNormStep norm:
                    result.Add(plain with
                    {
                        Kind = PredictionStageKind.LayerNorm,
                        Scale = norm.Weight is null ? null : Padded(norm.Weight),
                        Shift = norm.Bias is null ? null : Padded(norm.Bias),
                        Eps = norm.Eps,
                    });
                    break;
                case ResidualStep residual:
                    slots = Math.Max(slots, depth + 1);
                    result.Add(plain with { Kind = PredictionStageKind.Keep, Slot = depth });
                    features = AddStages(result, residual.Branch, features, depth + 1);
                    result.Add(
                        new PredictionStage { Kind = PredictionStageKind.AddKept, Slot = depth, InFeatures = features, OutFeatures = features });
                    break;
                default:
                    throw new NotSupportedException($"{step.GetType().Name} has no prediction kernel.");
            }
        }

        return features;
    }

    private PredictionStage Normed(List<PredictionStage> result, PredictionStage plain, BatchNormStep norm)
    {
        var normed = TakeLast(result, stage => stage.Mean is null && !stage.ReluAfterNorm) ?? plain;
        normed.Mean = Padded(norm.Mean);
        normed.Inverse = Padded(Array.ConvertAll(norm.Variance, variance => 1 / MathF.Sqrt(variance + (float)norm.Eps)));
        normed.Scale = Padded(norm.Weight);
        normed.Shift = Padded(norm.Bias);
        return normed;
    }

    private static PredictionStage Rectified(List<PredictionStage> result, PredictionStage plain)
    {
        var rectified = TakeLast(result, _ => true) ?? plain;
        if (rectified.Mean is null)
        {
            rectified.ReluBeforeNorm = true;
        }
        else
        {
            rectified.ReluAfterNorm = true;
        }

        return rectified;
    }

    /// <summary>Takes the last stage off, if what comes next can be part of it. A branch's edge is a stage of its own, which takes nothing.</summary>
    private static PredictionStage? TakeLast(List<PredictionStage> result, Predicate<PredictionStage> fits)
    {
        if (result.Count == 0 || result[^1].Kind != PredictionStageKind.Product || !fits(result[^1]))
        {
            return null;
        }

        var last = result[^1];
        result.RemoveAt(result.Count - 1);
        return last;
    }

    /// <summary>[out, in] to panels of [in, columns].</summary>
    private float* Pack(LinearStep linear)
    {
        var length = (long)linear.InFeatures * lanes.Stride(linear.OutFeatures);
        if (length > LargestWeight)
        {
            throw new SpecException($"Linear \"{linear.Name}\" has {length} padded weights, the most for predictions is {LargestWeight}.");
        }

        var packed = new PinnedFloats(length);
        memory.Add(packed);
        var panel = packed.Pointer;
        for (int column = 0, stride; column < linear.OutFeatures; column += stride)
        {
            stride = lanes.PanelStride(linear.OutFeatures, column);
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
