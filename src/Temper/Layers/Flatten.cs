namespace Temper.Layers;

/// <summary>Makes a flat row of channels x height x width, in that order; no number changes (PyTorch's nn.Flatten).</summary>
public sealed record Flatten : LayerSpec
{
    internal override Layer Build(LayerBuild build)
    {
        build.Shape = Shape.Row(build.Features);
        return new FlattenLayer();
    }
}

/// <summary>Does nothing: the numbers lie as they should.</summary>
internal sealed class FlattenLayer : Layer
{
    public override string Description => "Flatten(start_dim=1, end_dim=-1)";

    public override bool PassesThrough => true;

    public override Activations Bind(NetworkMemory memory, Activations input) => input with { Shape = Shape.Row(input.Shape.Features) };

    public override void Forward(in Pass pass)
    {
    }

    public override void Backward(in Pass pass)
    {
    }

    public override EvaluationStep? InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) => null;
}
