using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>
/// A branch of layers with a way around it: y = x + branch(x) (He, Zhang, Ren and Sun, CVPR 2016). In
/// PyTorch a module that holds an nn.Sequential's layers and returns <c>x + super().forward(x)</c>;
/// names of parameters are "1.0.weight", the branch's layers being counted from 0.
/// </summary>
/// <param name="Layers">The branch, at least one layer. Its output has the shape of its input.</param>
public sealed record Residual(IReadOnlyList<LayerSpec> Layers) : LayerSpec
{
    internal override IReadOnlyList<LayerSpec> Inner => Layers ?? [];

    internal override int? WantedFeatures => LayerTree.InFeatures(Inner) ?? GivenFeatures;

    internal override int? GivenFeatures => LayerTree.OutFeatures(Inner);

    /// <inheritdoc/>
    public bool Equals(Residual? other) => other is not null && Name == other.Name && Inner.SequenceEqual(other.Inner);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Inner.Count, Inner.Count > 0 ? Inner[0] : null);

    internal override Layer Build(LayerBuild build)
    {
        if (Inner.Count == 0)
        {
            throw new SpecException($"{build.Label} has no layers; give its branch at least one, or take it out.");
        }

        var (input, place) = (build.Shape, build.Place);
        var branch = LayerSequence.Build(Inner, build);
        if (!build.Shape.Fits(input))
        {
            throw new SpecException(
                $"{place.Label} adds its input to its branch's output, so that both must have one shape: "
                + $"expected {input} from {branch.Layers[^1].Place.Label}, received {build.Shape}; "
                + "change the branch's last layer or what stands before the residual.");
        }

        return new ResidualLayer(branch);
    }

    internal override LayerSpec WithInner(IReadOnlyList<LayerSpec> layers) => this with { Layers = layers };
}

/// <summary>
/// Forward and backward of <see cref="Residual"/>. The branch may work on the input and on its own output in place, unless somebody still wants those
/// numbers: then it gets a copy.
/// </summary>
internal sealed class ResidualLayer(LayerSequence branch) : Layer
{
    private Device device = null!;
    private Activations input;
    private Activations output;

    /// <summary>What the branch computes with: the input, or a copy of it where its first layer works in place.</summary>
    private Activations branchInput;
    private Activations branchOutput;

    public override string Description => "Residual";

    public override IReadOnlyList<Layer> Inner => branch.Layers;

    public override bool OverwritesInput => false;

    public override bool KeepsOutput => false;

    public override bool OverwritesGradients => false;

    public override void CheckDevice(Device device)
    {
        Require<Add>(device);
        Require<Copy>(device);
        branch.CheckDevice(device);
    }

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        this.input = input;
        var length = (long)memory.Rows * input.Shape.Features;
        branchInput = branch.OverwritesInput ? input with { Values = Own(device, length) } : input;
        branchOutput = branch.Bind(memory, branchInput);

        // The sum takes the place of the branch's output, unless that is still wanted, or is the input itself.
        var values = branch.KeepsOutput || branchOutput.Values == input.Values ? Own(device, length) : branchOutput.Values;

        // Where both ways back need the gradient, and the branch overwrites its own, each has one.
        var shares = input.Gradients.IsEmpty || !(branch.OverwritesGradients || branchOutput.Gradients == input.Gradients);
        return output = new Activations(values, shares ? branchOutput.Gradients : Own(device, length), branchOutput.Shape);
    }

    public override void Initialize(ulong seed) => branch.Initialize(seed);

    public override void Forward(in Pass pass)
    {
        var rows = pass.Rows;
        if (branchInput.Values != input.Values)
        {
            device.Run(new Copy(input.ValuesOf(rows), branchInput.ValuesOf(rows), rows));
        }

        branch.Forward(pass);
        device.Run(new Add(output.ValuesOf(rows), input.ValuesOf(rows), branchOutput.ValuesOf(rows), rows));
    }

    public override void Backward(in Pass pass)
    {
        var rows = pass.Rows;
        if (output.Gradients != branchOutput.Gradients)
        {
            device.Run(new Copy(output.GradientsOf(rows), branchOutput.GradientsOf(rows), rows));
        }

        branch.Backward(pass);
        if (!input.Gradients.IsEmpty)
        {
            device.Run(new Add(input.GradientsOf(rows), output.GradientsOf(rows), input.GradientsOf(rows), rows));
        }
    }

    public override void BackwardParameters(in Pass pass) => branch.BackwardParameters(pass);

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) =>
        new ResidualStep(Place.Name, branch.InEvaluation(state));

    public override void Dispose()
    {
        branch.Dispose();
        base.Dispose();
    }
}
