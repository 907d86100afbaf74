using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>max(x, 0), element by element (PyTorch's nn.ReLU; its derivative at 0 is 0).</summary>
public sealed record ReLU : LayerSpec
{
    internal override bool IsActivation => true;

    internal override Layer Build(LayerBuild build) => new ReLULayer();
}

/// <summary>Forward and backward of <see cref="ReLU"/>, in place: backward only needs the sign of the output.</summary>
internal sealed class ReLULayer : Layer
{
    private Device device = null!;
    private Activations values;

    // What a Dropout right behind this layer multiplies kept elements by. It works in place too, so that a dropped element
    // reads as 0 here: one look at the sign does both backward passes, and the mask is not made again.
    private double dropoutScale;

    public override string Description => "ReLU()";

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        dropoutScale = Next is DropoutLayer dropout ? dropout.Scale : 1;
        return values = input;
    }

    public override void Forward(in Pass pass) => device.Run(new ReluForward(values.ValuesOf(pass.Rows), pass.Rows));

    public override void Backward(in Pass pass)
    {
        if (!values.Gradients.IsEmpty)
        {
            device.Run(new ReluBackward(values.ValuesOf(pass.Rows), values.GradientsOf(pass.Rows), dropoutScale, pass.Rows));
        }
    }

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) => new ReLUStep(Place.Name);
}
