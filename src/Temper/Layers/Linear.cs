using System.Text.Json.Serialization;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>A fully connected layer, y = x W^T + b (PyTorch's nn.Linear).</summary>
/// <param name="OutFeatures">Features of the output.</param>
/// <param name="Bias">Whether it has a bias; default true.</param>
/// <param name="InFeatures">
/// Features of the input; null takes what comes, a number is checked. A row may have any shape of that many features.
/// </param>
/// <param name="Init">
/// Distribution of the initial weights; null (the default) for PyTorch's of nn.Linear, uniform within 1 / sqrt(in). The bias always has that one.
/// </param>
/// <param name="Gain">
/// Gain of <paramref name="Init"/> (torch.nn.init.calculate_gain); null (the default)
/// for PyTorch's: sqrt 2 for Kaiming, as behind it ReLU wants it; 1 for Xavier.
/// </param>
public sealed record Linear(
    int OutFeatures,
    bool Bias = true,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? InFeatures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WeightInit? Init = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Gain = null) : LayerSpec
{
    internal override int? WantedFeatures => InFeatures;

    internal override int? GivenFeatures => OutFeatures;

    internal override Layer Build(LayerBuild build)
    {
        if (OutFeatures <= 0)
        {
            throw new SpecException($"{build.Label} needs at least 1 output feature, received {OutFeatures}.");
        }

        if (InFeatures is { } expected && expected != build.Features)
        {
            throw new SpecException(
                $"{build.Label} expects {expected} features, received {build.Features} from {build.Source}; "
                + "change its InFeatures or what stands before it.");
        }

        if (Init is { } init && !Enum.IsDefined(init))
        {
            throw new SpecException($"{build.Label} has initial weights of no kind that there is, received {init}.");
        }

        if (Gain is { } gain && (Init is null || !(gain > 0 && float.IsFinite((float)gain))))
        {
            throw new SpecException(
                $"{build.Label} needs a Gain above 0, and an Init that it is of, "
                + FormattableString.Invariant($"received {gain} for {Init?.ToString() ?? "none"}; leave Gain out to use PyTorch's."));
        }

        var inFeatures = build.Features;
        var name = build.UniqueName();
        var numbers = Initializer.Of(Init, Gain, inFeatures, OutFeatures);
        var layer = new LinearLayer(inFeatures, OutFeatures, build.NextOrdinal(RandomPurpose.Weights), numbers)
        {
            Weight = build.Parameter($"{name}.weight", [OutFeatures, inFeatures], isWeight: true),
            Bias = Bias ? build.Parameter($"{name}.bias", [OutFeatures], isWeight: false) : null,
        };
        build.Shape = Shape.Row(OutFeatures);
        return layer;
    }
}

/// <summary>Forward and backward of <see cref="Linear"/>.</summary>
internal sealed class LinearLayer(int inFeatures, int outFeatures, uint ordinal, InitialNumbers initial) : Layer
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

    public override bool OverwritesInput => false;

    public override bool KeepsOutput => false;

    public override bool OverwritesGradients => false;

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
        return output = new Activations(Own(device, length), Own(device, length), Shape.Row(outFeatures));
    }

    public override void Initialize(ulong seed)
    {
        weight.Write(Initializer.Weight(seed, 2 * ordinal, inFeatures, outFeatures, initial));
        if (Bias is not null)
        {
            bias.Write(Initializer.Bias(seed, (2 * ordinal) + 1, inFeatures, outFeatures));
        }
    }

    public override void Forward(in Pass pass) =>
        device.Run(new LinearForward(input.ValuesOf(pass.Rows), weight, bias, output.ValuesOf(pass.Rows), Sizes(pass)));

    public override void Backward(in Pass pass)
    {
        if (!input.Gradients.IsEmpty)
        {
            device.Run(new LinearBackwardInput(output.GradientsOf(pass.Rows), weight, input.GradientsOf(pass.Rows), Sizes(pass)));
        }
    }

    public override void BackwardParameters(in Pass pass) =>
        device.Run(new LinearBackwardParameters(
            input.ValuesOf(pass.Rows), output.GradientsOf(pass.Rows), weightGradient, biasGradient, Sizes(pass)));

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) =>
        new LinearStep(Place.Name, inFeatures, outFeatures, state[Weight.Name].Values, Bias is null ? null : state[Bias.Name].Values);

    private LinearShape Sizes(in Pass pass) => new(pass.Rows, inFeatures, outFeatures);
}
