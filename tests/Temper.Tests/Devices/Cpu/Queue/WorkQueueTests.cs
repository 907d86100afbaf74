using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Queue;

/// <summary>
/// Operations that wait, join and run in phases give the bits of the same operations run one by one: random programs
/// over a few buffers that are read and overwritten in every order.
/// </summary>
public sealed class WorkQueueTests
{
    private const int Rows = 72;
    private const int Width = 88;
    private const int Programs = 60;
    private const int Length = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Waiting_changes_no_bits(int threads)
    {
        for (var program = 0u; program < Programs; program++)
        {
            using var together = new Machine(threads, program, finishEach: false);
            using var oneByOne = new Machine(1, program, finishEach: true);
            together.Run();
            oneByOne.Run();
            Assert.Equal(oneByOne.Everything(), together.Everything());
        }
    }

    [Fact]
    public void What_was_asked_for_has_happened_when_a_buffer_is_read_changed_or_given_back()
    {
        using var device = new CpuDevice(2);
        using var buffer = device.Allocate(4);
        buffer.Write(0, [1f, 2, 3, 4]);
        device.Run(new Scale(buffer.All, 2));
        buffer.Write(1, [10f]);
        device.Run(new Scale(buffer.All, 3));
        Assert.Equal([6f, 30, 18, 24], buffer.All.ToSingles());

        // Bytes that are given back must not move before what reads them has run.
        using var table = device.Allocate(256);
        table.Write(0, [.. Enumerable.Range(0, 256).Select(x => (float)x)]);
        using var indices = device.AllocateIndices(1);
        indices.Write([1]);
        var pixels = device.Upload<byte>([9, 9, 9, 9, 1, 2, 3, 4]);
        device.Run(new Gather(pixels, new Batch(indices, 0, 1), table.All, 4, buffer.All));
        indices.Write([0]);
        pixels.Dispose();
        Assert.Equal([1f, 2, 3, 4], buffer.All.ToSingles());
        buffer.Write(0, [6f, 30, 18, 24]);

        // A pending operation on a buffer that is given back must not run on memory that is gone.
        var gone = device.Allocate(1 << 20);
        device.Run(new Scale(gone.All, 2));
        gone.Dispose();
        device.Run(new Scale(buffer.All, 0.5));
        Assert.Equal([3f, 15, 9, 12], buffer.All.ToSingles());
    }

    [Fact]
    public void Buffers_outlive_their_device_and_a_device_that_is_gone_says_so()
    {
        var device = new CpuDevice(2);
        using var buffer = device.Allocate(4);
        buffer.Write(0, [1f, 2, 3, 4]);
        device.Run(new Scale(buffer.All, 2));
        device.Dispose();
        device.Dispose();
        Assert.Equal([2f, 4, 6, 8], buffer.All.ToSingles());
        Assert.Throws<ObjectDisposedException>(() => device.Run(new Scale(buffer.All, 2)));
    }

    [Fact]
    public void More_operations_than_a_phase_holds_all_run()
    {
        using var device = new CpuDevice(2);
        using var buffer = device.Allocate(20_000);
        buffer.Write(0, Enumerable.Repeat(1f, buffer.Length).ToArray());
        for (var i = 0; i < 1000; i++)
        {
            device.Run(new ReluForward(buffer.All, 100));
            device.Run(new ReluBackward(buffer.All, buffer.All, i % 2 == 0 ? 2 : 0.5, 100));
        }

        Assert.All(buffer.All.ToSingles(), value => Assert.Equal(1f, value));
    }

    /// <summary>A few activations, weights and vectors, and a random program on them.</summary>
    private sealed class Machine : IDisposable
    {
        private static readonly ActivationFunction Function = ActivationFunction.Of(new Cube());
        private static readonly Adam Rule = new(0.01) { WeightDecay = 0.01 };
        private readonly CpuDevice device;
        private readonly bool finishEach;
        private readonly Philox stream;
        private readonly DeviceBuffer[] activations;
        private readonly DeviceBuffer[] weights;
        private readonly DeviceBuffer[] vectors;
        private readonly DeviceBuffer result;
        private readonly DataBuffer<byte> pixels;
        private readonly IndexBuffer labels;
        private readonly DeviceBuffer targets;
        private readonly IndexBuffer indices;
        private readonly DeviceBuffer table;
        private readonly DeviceBuffer statistics;
        private int draws;

        public Machine(int threads, uint program, bool finishEach)
        {
            device = new CpuDevice(threads);
            this.finishEach = finishEach;
            stream = new Philox(7, RandomPurpose.Test, program);
            activations = [.. Enumerable.Range(0, 4).Select(i => Filled(Rows * Width, i))];
            weights = [.. Enumerable.Range(0, 4).Select(i => Filled(Width * Width, 10 + i))];
            vectors = [.. Enumerable.Range(0, 8).Select(i => Filled(Width, 20 + i))];
            result = device.Allocate(2);
            statistics = device.Allocate(3 * Rows);
            pixels = device.Upload([.. Enumerable.Range(0, 200 * Width).Select(i => (byte)(i * 37))]);
            labels = device.AllocateIndices(200);
            labels.Write([.. Enumerable.Range(0, 200).Select(i => i % Width)]);
            targets = device.Allocate(Rows * Width);
            indices = device.AllocateIndices(Rows);
            indices.Write([.. Enumerable.Range(0, Rows).Select(i => i * 7 % 200)]);
            table = device.Allocate(256);
            table.Write(0, [.. Enumerable.Range(0, 256).Select(i => i / 255f)]);
        }

        public void Run()
        {
            for (var i = 0; i < Length; i++)
            {
                Step(i);
                if (finishEach)
                {
                    result.All.ToSingles();
                }
            }
        }

        public string Everything() => string.Join(
            ' ',
            activations.Concat(weights).Concat(vectors).Append(result).Select(
                buffer => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
                    System.Runtime.InteropServices.MemoryMarshal.AsBytes(buffer.All.ToSingles().AsSpan())))));

        public void Dispose()
        {
            foreach (var buffer in activations.Concat(weights).Concat(vectors).Append(result).Append(table).Append(statistics))
            {
                buffer.Dispose();
            }

            pixels.Dispose();
            labels.Dispose();
            targets.Dispose();
            device.Dispose();
        }

        private void Step(int number)
        {
            var shape = new LinearShape(Rows, Width, Width);
            var (x, y) = TwoOf(activations);
            var (w, g) = TwoOf(weights);
            var (a, b) = TwoOf(vectors);
            var batch = new Batch(indices, 0, Rows);
            switch (stream.Below(draws++, 19))
            {
                case 0:
                    device.Run(new LinearForward(x, w, a, y, shape));
                    break;
                case 1:
                    device.Run(new LinearForward(x, w, a, y, shape));
                    device.Run(new ReluForward(y, Rows));
                    break;
                case 2:
                    device.Run(new LinearBackwardInput(x, w, y, shape));
                    break;
                case 3:
                    device.Run(new LinearBackwardInput(x, w, y, shape));
                    device.Run(new ReluBackward(x, y, 1.25, Rows));
                    break;
                case 4:
                    device.Run(new LinearBackwardParameters(x, y, g, b, shape));
                    break;
                case 5:
                    // The update joins the operation that makes its gradients; its states are other buffers.
                    device.Run(new LinearBackwardParameters(x, y, g, b, shape));
                    Update(w, g, weights);
                    Update(a, b, vectors);
                    break;
                case 6:
                    Update(w, g, weights);
                    break;
                case 7:
                    device.Run(new ApplyDropout(x, new DropoutMask(new Philox(3, RandomPurpose.Dropout, 0, (ulong)number), 0.3), Rows));
                    break;
                case 8:
                    var views = new BatchNormViews(vectors[0].All, vectors[1].All, vectors[2].All, vectors[3].All, vectors[4].All, vectors[5].All, vectors[6].All, vectors[7].All);
                    device.Run(new BatchNormTrain(x, y, views, Rows, 1e-5, 0.1));
                    device.Run(new ReluForward(y, Rows));
                    device.Run(new BatchNormBackward(x, y, views, Rows));
                    break;
                case 9:
                    device.Run(new OneHot(labels, batch, Width, targets.All));
                    device.Run(new SoftmaxCrossEntropy(x, targets.All, Rows, Width, 0.1, y, result.All));
                    break;
                case 10:
                    device.Run(new Gather(pixels, batch, table.All, Width, x));
                    break;
                case 11:
                    device.Run(new AddNormal(x, new Philox(3, RandomPurpose.InputNoise, 0, (ulong)number), 0.1));
                    break;
                case 12:
                    device.Run(new MixRows(x, Rows, 0.75));
                    break;
                case 13:
                    device.Run(new LimitUnitNorms(w, Width, Width, 0.5 / (1 + number)));
                    break;
                case 14:
                    device.Run(new Add(x, y, TwoOf(activations).First, Rows));
                    device.Run(new ReluForward(x, Rows));
                    break;
                case 15:
                    // What a residual does whose branch begins with ReLU: the copy is rectified, the original is not.
                    device.Run(new Copy(x, y, stream.Below(draws++, 2) * Rows));
                    device.Run(new ReluForward(y, Rows));
                    device.Run(new Add(y, x, y, Rows));
                    break;
                case 16:
                    device.Run(new Activate(x, y, Function, Rows));
                    device.Run(new ActivateBackward(y, x, Function, Rows));
                    break;
                case 17:
                    device.Run(new LayerNormForward(x, y, a, b, statistics.All, Rows, 1e-5));
                    device.Run(new LayerNormBackwardParameters(x, y, statistics.All, a, b, Rows));
                    device.Run(new LayerNormBackwardInput(x, y, a, statistics.All, Rows));
                    break;
                default:
                    device.Run(new ReluForward(x, Rows));
                    device.Run(new ReluBackward(y, x, 1, Rows));
                    device.Run(new Scale(w, 0.5));
                    break;
            }
        }

        private void Update(View parameters, View gradients, DeviceBuffer[] pool)
        {
            // Any buffers that are neither: what the states hold does not matter, only that all runs see the same.
            var states = pool.Select(buffer => buffer.All).Where(view => view != parameters && view != gradients).Take(2).ToArray();
            Rule.Update(device, new UpdateViews(parameters, gradients, states[0], states[1], default), new StepSettings(3, 0.01), 0.01, [1, 1]);
        }

        private (View First, View Second) TwoOf(DeviceBuffer[] pool)
        {
            var first = stream.Below(draws++, pool.Length);
            var second = stream.Below(draws++, pool.Length - 1);
            return (pool[first].All, pool[second < first ? second : second + 1].All);
        }

        private readonly struct Cube : IActivation
        {
            public double Value(double x) => x * x * x;

            public double Derivative(double x) => 3 * x * x;

            public Vector256<double> Value(Vector256<double> x) => x * x * x;

            public Vector256<double> Derivative(Vector256<double> x) => x * x * Vector256.Create(3.0);
        }

        private DeviceBuffer Filled(int length, int unit)
        {
            var buffer = device.Allocate(length);
            buffer.Write(0, Nets.Signed(5, (uint)unit, 1, length).Select(value => (float)value / 4).ToArray());
            return buffer;
        }
    }
}
