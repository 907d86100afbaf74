using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>
/// Forward and backward of activations made of an <see cref="ActivationFunction"/>. The input is kept for backward, so that whatever comes behind may
/// work in place; gradients are in place.
/// </summary>
/// <param name="description">As PyTorch prints it.</param>
/// <param name="function">The activation and its derivative at an input.</param>
/// <param name="operators">The same in ONNX's operators.</param>
internal sealed class ActivationLayer(string description, ActivationFunction function, IReadOnlyList<ElementOperator> operators) : Layer
{
    private Device device = null!;
    private Activations input;
    private Activations output;

    public override string Description => description;

    public override bool OverwritesInput => false;

    public override bool KeepsOutput => false;

    public override void CheckDevice(Device device)
    {
        Require<Activate>(device);
        Require<ActivateBackward>(device);
    }

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        this.input = input;
        return output = input with { Values = Own(device, (long)memory.Rows * input.Shape.Features) };
    }

    public override void Forward(in Pass pass) =>
        device.Run(new Activate(input.ValuesOf(pass.Rows), output.ValuesOf(pass.Rows), function, pass.Rows));

    public override void Backward(in Pass pass)
    {
        if (!output.Gradients.IsEmpty)
        {
            device.Run(new ActivateBackward(input.ValuesOf(pass.Rows), output.GradientsOf(pass.Rows), function, pass.Rows));
        }
    }

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) =>
        new ElementwiseStep(Place.Name, function, operators);
}
