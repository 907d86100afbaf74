using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Optimizers;

namespace Temper.Benchmarks;

/// <summary>
/// All calls of the engine's device that are timed here, with their memory, on one thread: when the seam changes, this is the
/// file to adapt.
/// </summary>
internal sealed class DeviceCalls : IDisposable
{
    private const int Classes = 10;
    private const int Images = 60_000;

    private readonly CpuDevice device = new(threads: 1);
    private readonly List<IDisposable> memory = [];
    private readonly LinearShape shape;
    private readonly View input;
    private readonly View inputGradient;
    private readonly View weight;
    private readonly View weightGradient;
    private readonly View bias;
    private readonly View biasGradient;
    private readonly View output;
    private readonly View outputGradient;
    private readonly View result;
    private readonly View table;
    private readonly BatchNormViews norm;
    private readonly DataBuffer<byte> pixels;
    private readonly IndexBuffer labels;
    private readonly View targets;
    private readonly Batch batch;
    private readonly Optimizer adam;
    private ulong step;
    private double normLimit = 1;

    /// <summary>Memory for operations of these sizes, filled with random numbers.</summary>
    /// <param name="size">Rows of the batch, features before and after.</param>
    public DeviceCalls(LinearSize size)
    {
        shape = new LinearShape(size.Rows, size.In, size.Out);
        input = Random(size.Rows * size.In);
        inputGradient = Random(size.Rows * size.In);
        weight = Random(size.In * size.Out);
        weightGradient = Random(size.In * size.Out);
        bias = Random(size.Out);
        biasGradient = Random(size.Out);
        output = Random(size.Rows * size.Out);
        outputGradient = Random(size.Rows * size.Out);
        result = Random(2);
        table = Uploaded([.. Enumerable.Range(0, 256).Select(x => x / 255f)]);

        // Scale and deviation 1: backward, which works in place, then gives its own result again, however often it is called.
        norm = new BatchNormViews(
            Weight: Filled(size.Out, 1),
            Bias: Filled(size.Out, 0),
            RunningMean: Filled(size.Out, 0),
            RunningVariance: Filled(size.Out, 1),
            BatchMean: Filled(size.Out, 0),
            BatchInverseDeviation: Filled(size.Out, 1),
            WeightGradient: Filled(size.Out, 0),
            BiasGradient: Filled(size.Out, 0));
        var bytes = new byte[Images * size.In];
        new Random(1).NextBytes(bytes);
        pixels = Keep(device.Upload(bytes));
        labels = Keep(device.AllocateIndices(Images));
        labels.Write([.. Enumerable.Range(0, Images).Select(i => i % Classes)]);
        targets = Filled(size.Rows * Classes, 0);
        var rows = Keep(device.AllocateIndices(size.Rows));
        rows.Write([.. Enumerable.Range(0, size.Rows).Select(r => (int)((r * 2_654_435_761L) % Images))]);
        batch = new Batch(rows, 0, size.Rows);
        adam = Keep(new Optimizer(new Adam(LearningRate: 1e-6), device, weight.Length));
    }

    public void LinearForward()
    {
        device.Run(new LinearForward(input, weight, bias, output, shape));
        Finish();
    }

    public void LinearBackward()
    {
        device.Run(new LinearBackwardInput(outputGradient, weight, inputGradient, shape));
        device.Run(new LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape));
        Finish();
    }

    /// <summary>As the first layer does it: nobody needs the input's gradient.</summary>
    public void LinearBackwardOfFirst()
    {
        device.Run(new LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape));
        Finish();
    }

    /// <summary>The first layer's gradients with Adam's update, which joins the product.</summary>
    public void LinearBackwardOfFirstWithAdam()
    {
        device.Run(new LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape));
        adam.Update(weight, weightGradient, 0, weight.Length, isWeight: true, adam.Begin(learningRate: 1e-6));
        Finish();
    }

    public void Gather()
    {
        device.Run(new Gather(pixels, batch, table, shape.In, input));
        Finish();
    }

    /// <summary>On logits of [Rows, Out]; Out must be the number of classes, 10.</summary>
    public void CrossEntropy()
    {
        device.Run(new OneHot(labels, batch, Classes, targets));
        device.Run(new SoftmaxCrossEntropy(output, targets, shape.Rows, Classes, LabelSmoothing: 0, outputGradient, result));
        Finish();
    }

    public void ReluForward()
    {
        device.Run(new ReluForward(output, shape.Rows));
        Finish();
    }

    public void BatchNormForward()
    {
        device.Run(new BatchNormTrain(output, outputGradient, norm, shape.Rows, Eps: 1e-5, Momentum: 0.1));
        Finish();
    }

    public void BatchNormBackward()
    {
        device.Run(new BatchNormBackward(output, outputGradient, norm, shape.Rows));
        Finish();
    }

    public void Dropout()
    {
        device.Run(new ApplyDropout(output, new DropoutMask(new Philox(seed: 1, RandomPurpose.Dropout, unit: 0, step++), P: 0.1), shape.Rows));
        Finish();
    }

    public void AddNormal()
    {
        device.Run(new AddNormal(input, new Philox(seed: 1, RandomPurpose.InputNoise, unit: 0, step++), Std: 1e-6));
        Finish();
    }

    public void MixRows()
    {
        device.Run(new MixRows(input, shape.Rows, Lambda: 0.7));
        Finish();
    }

    /// <summary>
    /// Every unit is above the limit, also the next time: it falls by a factor of 1e-6 with each call, and weights keep their digits for long.
    /// </summary>
    public void LimitUnitNorms()
    {
        device.Run(new LimitUnitNorms(weight, shape.In, shape.Out, normLimit *= 1 - 1e-6));
        Finish();
    }

    public void AdamUpdate()
    {
        adam.Update(weight, weightGradient, 0, weight.Length, isWeight: true, adam.Begin(learningRate: 1e-6));
        Finish();
    }

    public void Dispose()
    {
        memory.ForEach(item => item.Dispose());
        device.Dispose();
    }

    /// <summary>Operations wait until a buffer is read.</summary>
    private void Finish() => device.Synchronize();

    private View Random(int length)
    {
        var random = new Random(length);
        var values = new float[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return Uploaded(values);
    }

    private View Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return Uploaded(values);
    }

    private View Uploaded(float[] values)
    {
        var buffer = Keep(device.Allocate(values.Length));
        buffer.Write(0, values.AsSpan());
        return buffer.All;
    }

    private T Keep<T>(T item)
        where T : IDisposable
    {
        memory.Add(item);
        return item;
    }
}
