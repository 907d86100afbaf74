using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Tests.Devices;

namespace Temper.Tests;

/// <summary>A net with one batch of inputs and labels, to be run forward and backward by hand.</summary>
internal sealed class NetRun : IDisposable
{
    private readonly int rows;
    private readonly IndexBuffer indices;
    private readonly DeviceBuffer result;

    public NetRun(Device device, IReadOnlyList<LayerSpec> layers, int inFeatures, int rows)
    {
        this.rows = rows;
        Device = device;
        Network = new Network(layers, inFeatures, device, rows);
        indices = device.AllocateIndices(rows);
        indices.Write([.. Enumerable.Range(0, rows)]);
        result = device.Allocate(2);
    }

    public Device Device { get; }

    public Network Network { get; }

    /// <summary>Logits of the last pass.</summary>
    public double[] Logits { get; private set; } = [];

    /// <summary>Loss of the last pass.</summary>
    public double Loss => result.All.ToDoubles()[0];

    /// <summary>Correct guesses of the last pass.</summary>
    public int Correct => (int)result.All.ToDoubles()[1];

    /// <summary>A training pass, forward and backward.</summary>
    public void Train(double[] input, byte[] labels, ulong seed, long step, double smoothing = 0) =>
        Pass(input, labels, new Pass(rows, Training: true, seed, step), smoothing, backward: true);

    /// <summary>A training pass without its backward.</summary>
    public void ForwardInTraining(double[] input, byte[] labels, ulong seed, long step, double smoothing = 0) =>
        Pass(input, labels, new Pass(rows, Training: true, seed, step), smoothing, backward: false);

    /// <summary>A pass in evaluation mode.</summary>
    public void Evaluate(double[] input, byte[] labels, double smoothing = 0) =>
        Pass(input, labels, new Pass(rows, Training: false), smoothing, backward: false);

    /// <summary>The gradient of a parameter in PyTorch's order.</summary>
    public double[] Gradient(string name) =>
        Nets.InTorchOrder(Network.ParameterGradients, Network.Parameters.Single(parameter => parameter.Name == name));

    /// <summary>A running statistic.</summary>
    public double[] Statistic(string name) =>
        Nets.InTorchOrder(Network.StatisticValues, Network.Statistics.Single(parameter => parameter.Name == name));

    public void Dispose()
    {
        result.Dispose();
        indices.Dispose();
        Network.Dispose();
    }

    private void Pass(double[] input, byte[] labels, Pass pass, double smoothing, bool backward)
    {
        using var truth = new LabelTargets(Device, labels, Network.OutFeatures, rows: rows);
        Network.Input(rows).Write(input);
        var logits = Network.Forward(pass);
        Logits = logits.ToDoubles();
        new CrossEntropy(smoothing).Evaluate(
            Device, logits, truth.All, rows, Network.OutFeatures, backward ? Network.OutputGradient(rows) : default, result.All);
        if (backward)
        {
            Network.Backward(pass);
        }
    }
}
