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

    /// <summary>Where it stands; set when the net is built.</summary>
    public LayerPlace Place { get; set; } = LayerPlace.Net;

    /// <summary>The layer right before it in the same list, which alone makes its input; null for the list's first.</summary>
    public Layer? Previous { get; set; }

    /// <summary>The layer right behind it in the same list, which alone reads its output; null for the list's last.</summary>
    public Layer? Next { get; set; }

    /// <summary>Layers that it holds.</summary>
    public virtual IReadOnlyList<Layer> Inner => [];

    /// <summary>Whether it hands on its input's numbers as they are, and does nothing at all.</summary>
    public virtual bool PassesThrough => false;

    // What must be kept apart where a net forks. The defaults are the careful answers.

    /// <summary>Whether its output takes the place of its input's values.</summary>
    public virtual bool OverwritesInput => true;

    /// <summary>Whether its backward reads its output's values.</summary>
    public virtual bool KeepsOutput => true;

    /// <summary>Whether the input's gradients take the place of its output's.</summary>
    public virtual bool OverwritesGradients => true;

    /// <summary>Whether a training batch must have 2 rows, because it is looked at as a whole.</summary>
    public virtual bool NeedsTwoRows => false;

    /// <summary>Asks whether a device can do all that the layer needs, before any memory is taken; see <see cref="Require{TOperation}"/>.</summary>
    /// <exception cref="SpecException">It lacks an operation.</exception>
    public virtual void CheckDevice(Device device)
    {
    }

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
    /// <param name="state">All tensors of a checked state dict, by name.</param>
    public abstract EvaluationStep? InEvaluation(IReadOnlyDictionary<string, NamedTensor> state);

    /// <summary>Gives its memory back, and that of layers inside it.</summary>
    public virtual void Dispose()
    {
        foreach (var buffer in owned)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Refuses a device without an operation.</summary>
    /// <exception cref="SpecException">It lacks it.</exception>
    protected void Require<TOperation>(Device device)
        where TOperation : struct, IOperation
    {
        if (!device.Has<TOperation>())
        {
            throw new SpecException(
                $"{Place.Label} needs the operation {typeof(TOperation).Name}, which the device {device.Name} does not have yet; "
                + "train on the CPU, or take the layer out.");
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
