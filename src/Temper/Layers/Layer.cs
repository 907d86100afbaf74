using Temper.Devices;

namespace Temper.Layers;

/// <summary>
/// A layer at work. It may overwrite its input's values and gradients (ReLU, Dropout) or own its output (Linear).
/// Nothing is allocated after <see cref="Bind"/>.
/// </summary>
internal abstract class Layer : IDisposable
{
    private readonly List<DeviceBuffer> owned = [];

    /// <summary>As PyTorch prints it: Linear(in_features=784, out_features=200, bias=True).</summary>
    public abstract string Description { get; }

    /// <summary>The description's name in a summary, e.g. "input"; null when it was given none.</summary>
    public string? Name { get; init; }

    /// <summary>Takes its share of the flat memory and wires input to output.</summary>
    public abstract Activations Bind(NetworkMemory memory, Activations input);

    /// <summary>Fills the parameters with PyTorch's initial distribution.</summary>
    public virtual void Initialize(ulong seed)
    {
    }

    public abstract void Forward(in Pass pass);

    /// <summary>From the output's gradients to the input's, if wanted. Only after a training pass.</summary>
    public abstract void Backward(in Pass pass);

    /// <summary>
    /// From the output's gradients to the parameters', where <see cref="Backward"/> has not computed them. Called when
    /// all layers have been through Backward: then these are independent of each other.
    /// </summary>
    public virtual void BackwardParameters(in Pass pass)
    {
    }

    /// <summary>What it does in evaluation mode; null for nothing.</summary>
    /// <param name="name">The layer's name: its own, or its position.</param>
    /// <param name="state">All tensors of a checked state dict, by name.</param>
    public abstract EvaluationStep? InEvaluation(string name, IReadOnlyDictionary<string, NamedTensor> state);

    public void Dispose()
    {
        foreach (var buffer in owned)
        {
            buffer.Dispose();
        }
    }

    protected View Own(Device device, long length)
    {
        if (length > int.MaxValue)
        {
            throw new SpecException($"{Description} needs {length} numbers for one batch, the most is {int.MaxValue}; make the batch smaller.");
        }

        var buffer = device.Allocate((int)length);
        owned.Add(buffer);
        return buffer.All;
    }
}
