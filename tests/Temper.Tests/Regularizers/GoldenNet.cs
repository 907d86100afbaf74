using System.Text.Json;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>One of PyTorch's tiny nets, with regularizers at work, driven hook by hook as a trainer does.</summary>
internal sealed class GoldenNet : IDisposable
{
    private readonly JsonElement golden;
    private readonly double tolerance;
    private readonly int rows;
    private readonly Optimizer optimizer;
    private readonly OptimizerSpec optimizerSpec;
    private readonly DeviceBuffer targets;
    private readonly DeviceBuffer result;

    /// <summary>Builds it, with PyTorch's initial weights.</summary>
    /// <param name="device">Where.</param>
    /// <param name="golden">The case.</param>
    /// <param name="tolerance">How far numbers may be off, relative where they are above 1.</param>
    /// <param name="epochs">Epochs planned.</param>
    /// <param name="regularizers">What regularizes.</param>
    public GoldenNet(Device device, JsonElement golden, double tolerance, int epochs, params Regularizer[] regularizers)
    {
        this.golden = golden;
        this.tolerance = tolerance;
        rows = golden.Whole("rows");
        Classes = golden.Whole("classes");
        Network = new Network([.. golden.GetProperty("layers").EnumerateArray().Select(Layer)], golden.Whole("width"), device, rows);
        Network.Initialize(0);
        Load(golden.GetProperty("state"));
        optimizerSpec = OptimizerOf(golden.GetProperty("optimizer"));
        optimizer = new Optimizer(optimizerSpec, device, Network.ParameterValues.Length);
        targets = device.Allocate(rows * Classes);
        result = device.Allocate(2);
        var spec = new TrainSpec { Layers = [], Regularizers = regularizers }.Resolved();
        Loss = spec.Loss ?? new CrossEntropy();
        Regularizers = new ActiveRegularizers(spec.Regularizers, new RegularizerContext(Network, 5, epochs, Classes, _ => EstimateStatistics()));
    }

    public int Classes { get; }

    public Network Network { get; }

    public Loss Loss { get; }

    public ActiveRegularizers Regularizers { get; }

    /// <summary>The batch's inputs, for tests that write them.</summary>
    public View Inputs => Network.Input(rows);

    /// <summary>The batch's targets, for tests that write them.</summary>
    public View Targets => targets.All;

    public int Rows => rows;

    /// <summary>A step on its batch.</summary>
    /// <param name="t">Steps done before.</param>
    /// <param name="step">PyTorch's.</param>
    /// <param name="load">Changes inputs and targets, which are the batch's with one-hot labels.</param>
    /// <param name="changeGradients">Done in the place of the regularizers' hook.</param>
    public void Step(int t, JsonElement step, Action? load = null, Action? changeGradients = null)
    {
        var device = Network.Device;
        Inputs.Write(step.Numbers("input"));
        Targets.Write(OneHot(step.Wholes("labels")));
        Regularizers.Batch(new TrainingBatch(Inputs, Targets, rows, t));
        load?.Invoke();
        var pass = new Pass(rows, Training: true, 5, t);
        Loss.Evaluate(device, Network.Forward(pass), Targets, rows, Classes, Network.OutputGradient(rows), result.All);
        Same("loss", [step.Number("loss")], [result.All.ToDoubles()[0]]);
        Network.Backward(pass);
        SameParameters("gradients", step.GetProperty("gradients"), Network.ParameterGradients);
        if (changeGradients is null)
        {
            Regularizers.Gradients(t);
        }
        else
        {
            changeGradients();
        }

        var settings = optimizer.Begin(optimizerSpec.LearningRate);
        foreach (var parameter in Network.Parameters)
        {
            optimizer.Update(Network.ParameterValues, Network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings, spendsGradients: true);
        }

        Regularizers.Updated(t, settings.LearningRate);
        SameParameters("parameters", step.GetProperty("parameters"), Network.ParameterValues);
        if (step.TryGetProperty("statistics", out var statistics))
        {
            SameStatistics(statistics);
        }
    }

    /// <summary>Compares what the net gives in evaluation.</summary>
    public void SameEvaluation()
    {
        var evaluation = golden.GetProperty("evaluation");
        var input = evaluation.Numbers("input");
        var count = input.Length / Network.InFeatures;
        Network.Input(count).Write(input);
        Same("logits", evaluation.Numbers("logits"), Network.Forward(new Pass(count, Training: false)).ToDoubles());
    }

    /// <summary>Compares parameters, or what lies as they do.</summary>
    public void SameParameters(string what, JsonElement expected, View actual)
    {
        foreach (var parameter in Network.Parameters)
        {
            Same($"{what}: {parameter.Name}", Values(expected.GetProperty(parameter.Name)), Nets.InTorchOrder(actual, parameter));
        }
    }

    /// <summary>Compares running statistics.</summary>
    public void SameStatistics(JsonElement expected)
    {
        foreach (var statistic in Network.Statistics)
        {
            Same(statistic.Name, Values(expected.GetProperty(statistic.Name)), Nets.InTorchOrder(Network.StatisticValues, statistic));
        }
    }

    /// <summary>Compares numbers.</summary>
    public void Same(string what, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Close.Number($"{what}[{i}]", expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    /// <summary>Writes numbers of PyTorch's parameters to where ours lie.</summary>
    public void Write(JsonElement values, View all)
    {
        foreach (var parameter in Network.Parameters)
        {
            var numbers = Values(values.GetProperty(parameter.Name));
            all.Slice(parameter.Offset, parameter.Length)
                .Write(parameter.Shape.Count == 2 ? Nets.Transposed(numbers, parameter.Shape[0], parameter.Shape[1]) : numbers);
        }
    }

    /// <summary>The numbers of a tensor, with its shape or without.</summary>
    public static double[] Values(JsonElement tensor) => tensor.ValueKind == JsonValueKind.Array ? tensor.Numbers() : tensor.Numbers("values");

    public void Dispose()
    {
        Regularizers.Dispose();
        optimizer.Dispose();
        targets.Dispose();
        result.Dispose();
        Network.Dispose();
    }

    private void EstimateStatistics()
    {
        var i = 0;
        foreach (var batch in golden.GetProperty("batchNormUpdate").GetProperty("batches").EnumerateArray())
        {
            var input = batch.Numbers("input");
            var count = input.Length / Network.InFeatures;
            Network.Input(count).Write(input);
            Network.Forward(new Pass(count, Training: true, StatisticsBatch: ++i));
        }
    }

    private void Load(JsonElement state) => Network.LoadState(
    [
        .. Network.State().Select(tensor => tensor.IsInteger ? tensor : tensor with
        {
            Values = Array.ConvertAll(Values(state.GetProperty(tensor.Name)), value => (float)value),
        }),
    ]);

    private double[] OneHot(int[] labels)
    {
        var hot = new double[labels.Length * Classes];
        for (var r = 0; r < labels.Length; r++)
        {
            hot[(r * Classes) + labels[r]] = 1;
        }

        return hot;
    }

    private static OptimizerSpec OptimizerOf(JsonElement optimizer) => optimizer.Text("type") switch
    {
        "SGD" => new SGD(optimizer.Number("learningRate"), optimizer.Number("momentum")),
        "Adam" => new Adam(optimizer.Number("learningRate"), optimizer.Numbers("betas")[0], optimizer.Numbers("betas")[1], optimizer.Number("eps")),
        var other => throw new NotSupportedException(other),
    };

    private static LayerSpec Layer(JsonElement layer) => layer.Text("type") switch
    {
        "Linear" => new Linear(layer.Whole("out"), layer.GetProperty("bias").GetBoolean()),
        "BatchNorm1d" => new BatchNorm1d(layer.Number("eps"), layer.Number("momentum")),
        "ReLU" => new ReLU(),
        var other => throw new NotSupportedException(other),
    };
}
