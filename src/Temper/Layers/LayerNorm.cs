using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>
/// Normalizes each row over all its features with its own mean and biased variance (Ba, Kiros and Hinton 2016; PyTorch's
/// nn.LayerNorm). Rows do not know of each other: it does the same in training and evaluation, and a batch may be one row.
/// </summary>
/// <param name="Eps">Added to the variance; default 1e-5.</param>
/// <param name="Affine">Whether it has a learned scale and shift, starting at 1 and 0 (PyTorch's elementwise_affine); default true.</param>
public sealed record LayerNorm(double Eps = 1e-5, bool Affine = true) : LayerSpec
{
    internal override Layer Build(LayerBuild build)
    {
        if (!(Eps >= 0))
        {
            throw new SpecException(FormattableString.Invariant($"{build.Label} needs an Eps of at least 0, received {Eps}."));
        }

        var name = build.UniqueName();
        return new LayerNormLayer(Eps, build.Features)
        {
            Weight = Affine ? build.Parameter($"{name}.weight", [build.Features], isWeight: false) : null,
            Bias = Affine ? build.Parameter($"{name}.bias", [build.Features], isWeight: false) : null,
        };
    }
}

/// <summary>Forward and backward of <see cref="LayerNorm"/>. The input is kept for backward; gradients are in place.</summary>
internal sealed class LayerNormLayer(double eps, int features) : Layer
{
    private Device device = null!;
    private Activations input;
    private Activations output;
    private View weight;
    private View bias;
    private View weightGradient;
    private View biasGradient;
    private View statistics;

    public required Parameter? Weight { get; init; }

    public required Parameter? Bias { get; init; }

    public override string Description => FormattableString.Invariant(
        $"LayerNorm(({features},), eps={eps}, elementwise_affine={(Weight is null ? "False" : "True")})");

    public override bool OverwritesInput => false;

    public override bool KeepsOutput => false;

    public override void CheckDevice(Device device)
    {
        Require<LayerNormForward>(device);
        Require<LayerNormBackwardInput>(device);
        Require<LayerNormBackwardParameters>(device);
    }

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        this.input = input;
        if (Weight is not null && Bias is not null)
        {
            (weight, bias) = (memory.ValuesOf(Weight), memory.ValuesOf(Bias));
            (weightGradient, biasGradient) = (memory.GradientsOf(Weight), memory.GradientsOf(Bias));
        }

        statistics = Own(device, 3L * memory.Rows);
        var length = (long)memory.Rows * features;
        var gradients = input.Gradients.IsEmpty && Weight is not null ? Own(device, length) : input.Gradients;
        return output = new Activations(Own(device, length), gradients, input.Shape);
    }

    public override void Initialize(ulong seed)
    {
        if (Weight is not null)
        {
            var ones = new float[features];
            Array.Fill(ones, 1);
            weight.Write(ones);
            bias.Write(new float[features]);
        }
    }

    public override void Forward(in Pass pass) => device.Run(new LayerNormForward(
        input.ValuesOf(pass.Rows), output.ValuesOf(pass.Rows), weight, bias, StatisticsOf(pass), pass.Rows, eps));

    public override void Backward(in Pass pass)
    {
        var x = input.ValuesOf(pass.Rows);
        var gradient = output.GradientsOf(pass.Rows);
        if (Weight is not null)
        {
            device.Run(new LayerNormBackwardParameters(x, gradient, StatisticsOf(pass), weightGradient, biasGradient, pass.Rows));
        }

        if (!input.Gradients.IsEmpty)
        {
            device.Run(new LayerNormBackwardInput(x, gradient, weight, StatisticsOf(pass), pass.Rows));
        }
    }

    public override EvaluationStep InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) => new LayerNormStep(
        Place.Name, features, Weight is null ? null : state[Weight.Name].Values, Bias is null ? null : state[Bias.Name].Values, eps);

    private View StatisticsOf(in Pass pass) => statistics.Slice(0, 3 * pass.Rows);
}
