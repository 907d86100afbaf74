using Temper.Layers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>The regularizers that act in a training, in their order.</summary>
internal sealed class ActiveRegularizers : IDisposable
{
    private readonly (Regularizer Spec, ActiveRegularizer Active)[] all;

    public ActiveRegularizers(IReadOnlyList<Regularizer> specs, RegularizerContext context)
    {
        // A loop, not a query: the library's generics over our own value types are compiled at every start, not ahead of time.
        var active = new List<(Regularizer Spec, ActiveRegularizer Active)>();
        foreach (var spec in specs)
        {
            if (spec.Start(context) is { } started)
            {
                active.Add((spec, started));
            }
        }

        all = active.ToArray();
    }

    public bool ChangeLabels => Array.Exists(all, one => one.Active.ChangesLabels);

    public bool Stop => Array.Exists(all, one => one.Active.Stops);

    public int? RestoredEpoch => Array.Find(all, one => one.Active.RestoredEpoch is not null).Active?.RestoredEpoch;

    public void Labels(Span<int> labels, int epoch)
    {
        foreach (var (_, active) in all)
        {
            active.Labels(labels, epoch);
        }
    }

    public void Batch(in TrainingBatch batch)
    {
        foreach (var (_, active) in all)
        {
            active.Batch(batch);
        }
    }

    public void Gradients(long step)
    {
        foreach (var (_, active) in all)
        {
            active.Gradients(step);
        }
    }

    public void Updated(long step, double learningRate)
    {
        foreach (var (_, active) in all)
        {
            active.Updated(step, learningRate);
        }
    }

    public void EpochEnd(int epoch)
    {
        foreach (var (_, active) in all)
        {
            active.EpochEnd(epoch);
        }
    }

    public void EnterEvaluation()
    {
        foreach (var (_, active) in all)
        {
            active.EnterEvaluation();
        }
    }

    /// <summary>In the reverse order, so that each finds the net as it left it.</summary>
    public void LeaveEvaluation()
    {
        for (var i = all.Length - 1; i >= 0; i--)
        {
            all[i].Active.LeaveEvaluation();
        }
    }

    public void Measured(in EpochMeasures measures)
    {
        foreach (var (_, active) in all)
        {
            active.Measured(measures);
        }
    }

    public void Finish()
    {
        foreach (var (_, active) in all)
        {
            active.Finish();
        }
    }

    public double Penalty() => all.Sum(one => one.Active.Penalty());

    /// <summary>What a checkpoint keeps of all: "ema.average".</summary>
    public IReadOnlyList<NamedTensor> State() =>
        [.. all.SelectMany(one => one.Active.State().Select(tensor => tensor with { Name = $"{one.Spec.Name}.{tensor.Name}" }))];

    /// <summary>Takes a checkpoint's state over.</summary>
    /// <exception cref="SpecException">It is another training's.</exception>
    public void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished)
    {
        foreach (var (spec, active) in all)
        {
            var prefix = $"{spec.Name}.";
            active.Restore(
                [.. state
                    .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] })],
                finished);
        }
    }

    public void Dispose()
    {
        foreach (var (_, active) in all)
        {
            active.Dispose();
        }
    }
}
