using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>A fully connected layer, y = x W^T + b (PyTorch's nn.Linear).</summary>
/// <param name="OutFeatures">Features of the output.</param>
/// <param name="Bias">Whether it has a bias; default true.</param>
/// <param name="InFeatures">Features of the input; null takes what comes, a number is checked.</param>
public sealed record Linear(
    int OutFeatures,
    bool Bias = true,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? InFeatures = null) : LayerSpec
{
    internal override Layer Build(LayerBuild build)
    {
        if (OutFeatures <= 0)
        {
            throw new SpecException($"Linear #{build.Position} needs at least 1 output feature, received {OutFeatures}.");
        }

        if (InFeatures is { } expected && expected != build.Features)
        {
            throw new SpecException(
                $"Linear #{build.Position} expects {expected} features, received {build.Features} from {build.Source}; "
                + "change its InFeatures or what stands before it.");
        }

        var inFeatures = build.Features;
        var name = build.NameOf(this);
        var layer = new LinearLayer(inFeatures, OutFeatures, build.NextOrdinal(nameof(Linear)))
        {
            Name = Name,
            Weight = build.Parameter($"{name}.weight", [OutFeatures, inFeatures], isWeight: true),
            Bias = Bias ? build.Parameter($"{name}.bias", [OutFeatures], isWeight: false) : null,
        };
        build.Features = OutFeatures;
        return layer;
    }
}

/// <summary>Forward and backward of <see cref="Linear"/>.</summary>
internal sealed class LinearLayer(int inFeatures, int outFeatures, uint ordinal) : Layer
{
    private Device device = null!;
    private Activations input;
    private Activations output;
    private View weight;
    private View bias;
    private View weightGradient;
    private View biasGradient;

    public required Parameter Weight { get; init; }

    public required Parameter? Bias { get; init; }

    public override string Description =>
        $"Linear(in_features={inFeatures}, out_features={outFeatures}, bias={(Bias is null ? "False" : "True")})";

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        this.input = input;
        weight = memory.ValuesOf(Weight);
        weightGradient = memory.GradientsOf(Weight);
        if (Bias is not null)
        {
            bias = memory.ValuesOf(Bias);
            biasGradient = memory.GradientsOf(Bias);
        }

        var length = (long)memory.Rows * outFeatures;
        return output = new Activations(Own(device, length), Own(device, length), outFeatures);
    }

    public override void Initialize(ulong seed)
    {
        weight.Write(Initializer.Weight(seed, 2 * ordinal, inFeatures, outFeatures));
        if (Bias is not null)
        {
            bias.Write(Initializer.Bias(seed, (2 * ordinal) + 1, inFeatures, outFeatures));
        }
    }

    public override void Forward(in Pass pass) =>
        device.Run(new LinearForward(input.ValuesOf(pass.Rows), weight, bias, output.ValuesOf(pass.Rows), Shape(pass)));

    public override void Backward(in Pass pass)
    {
        if (!input.Gradients.IsEmpty)
        {
            device.Run(new LinearBackwardInput(output.GradientsOf(pass.Rows), weight, input.GradientsOf(pass.Rows), Shape(pass)));
        }
    }

    public override void BackwardParameters(in Pass pass) =>
        device.Run(new LinearBackwardParameters(
            input.ValuesOf(pass.Rows), output.GradientsOf(pass.Rows), weightGradient, biasGradient, Shape(pass)));

    public override EvaluationStep InEvaluation(string name, IReadOnlyDictionary<string, NamedTensor> state) =>
        new LinearStep(name, inFeatures, outFeatures, state[Weight.Name].Values, Bias is null ? null : state[Bias.Name].Values);

    private LinearShape Shape(in Pass pass) => new(pass.Rows, inFeatures, outFeatures);
}
