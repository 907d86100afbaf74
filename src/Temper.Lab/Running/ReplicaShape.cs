using System.Text.Json;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// Which trainings do the same operations in the same order on the same sizes, so that they can share a batch of replicas. They may
/// differ in numbers that are constants of an operation: seed, learning rate and schedule, weight decay and the optimizer's other
/// numbers, dropout's probabilities, label smoothing, the limit of the gradient's norm. A 0 is no such number: it leaves an
/// operation out (no dropout), a state vector (no momentum), or the reading of the penalty after each epoch (no weight decay).
/// </summary>
public static class ReplicaShape
{
    /// <summary>A text that is the same for trainings of one shape.</summary>
    /// <param name="spec">The training.</param>
    public static string Of(TrainSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec = spec.Resolved();
        var shape = spec with
        {
            Seed = 0,
            Layers = LayerTree.Map(spec.Layers, layer => layer is Dropout { P: > 0 } dropout ? dropout with { P = 1 } : layer),
            Optimizer = new SGD(),
            Schedule = new Constant(),
            Loss = spec.Loss is CrossEntropy or null ? null : spec.Loss,
            Regularizers = [.. spec.Regularizers.Select(one => one is { IsStrengthConstant: true, Info.Strength: { } strength }
                ? one.At(strength.Default)
                : one)],
        };
        return $"{SpecJson.Write(shape)}\n{OptimizerOf(spec)}";
    }

    /// <summary>The optimizer with its name, its switches, and of its numbers only whether they are 0.</summary>
    private static string OptimizerOf(TrainSpec spec)
    {
        var optimizer = JsonSerializer.SerializeToNode(spec.Optimizer, SpecJson.Default.OptimizerSpec)!.AsObject();
        foreach (var (name, value) in optimizer.ToList())
        {
            if (value?.GetValueKind() == JsonValueKind.Number)
            {
                optimizer[name] = value.GetValue<double>() == 0 ? 0 : 1;
            }
        }

        return optimizer.ToJsonString();
    }
}
