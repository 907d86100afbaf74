using System.Security.Cryptography;
using System.Runtime.InteropServices;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Several nets at once, each driven by a thread of its own.</summary>
[TakesLong]
public sealed class ReplicaTests
{
    private const int Count = 3;

    public static TheoryData<string> Gpus => GpuUnderTest.All;

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Each_net_reads_what_it_wrote(string gpu) => AllSucceed(gpu, (device, number) =>
    {
        using var buffer = device.Allocate(100);
        var written = Numbers(100, number);
        buffer.Write(0, written);
        device.Run(new Scale(buffer.All, number + 2));
        Assert.Equal(written.Select(value => value * (number + 2)), buffer.All.ToSingles());
        Assert.Equal(written.Select(value => value * (number + 2)).Take(7), buffer.All.Slice(0, 7).ToSingles());
    });

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Nets_may_do_different_things_read_other_lengths_and_leave_early(string gpu) => AllSucceed(gpu, (device, number) =>
    {
        using var buffer = device.Allocate(50 + (20 * number));
        buffer.Write(0, Numbers(buffer.Length, number));
        for (var round = 0; round < 2 + (2 * number); round++)
        {
            if (number == 1)
            {
                device.Run(new ReluForward(buffer.All, 1));
            }
            else
            {
                device.Run(new Scale(buffer.All, 2));
            }

            device.EndBatch();
            var part = buffer.All.Slice(number, 11 + number);
            var factor = number == 1 ? 1 : 1 << (round + 1);
            Assert.Equal(Numbers(buffer.Length, number).Skip(number).Take(11 + number).Select(value => value * factor), part.ToSingles());
        }
    });

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Memory_that_was_used_before_comes_back_zeroed(string gpu) => AllSucceed(gpu, (device, number) =>
    {
        for (var round = 0; round < 3; round++)
        {
            using var buffer = device.Allocate(33);
            Assert.All(buffer.All.ToSingles(), value => Assert.Equal(0, value));
            buffer.Write(0, Numbers(33, number));
            Assert.Equal(Numbers(33, number), buffer.All.ToSingles());
        }
    });

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Numbers_stay_when_a_net_asks_for_more_memory(string gpu) => AllSucceed(gpu, (device, number) =>
    {
        using var first = device.Allocate(65);
        first.Write(0, Numbers(65, number));
        for (var i = 1; i <= 3; i++)
        {
            // Beyond what was kept in reserve, each time.
            using var more = device.Allocate(700 * i * i * (number == 0 ? 2 : 1));
            Assert.Equal(0, more.All.Slice(more.Length - 1, 1).ToSingles()[0]);
            Assert.Equal(Numbers(65, number), first.All.ToSingles());
        }
    });

    [Theory]
    [MemberData(nameof(Gpus))]
    public void Numbers_of_another_net_are_refused_and_leave_nothing_half_done(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var other = pool.Open(1)[0];
        using var own = device.Allocate(2);
        using var foreign = other.Allocate(2);
        own.Write(0, [1, 2]);

        Assert.Throws<ArgumentException>(() => device.Run(new Scale(foreign.All, 2)));
        Assert.Throws<ArgumentException>(() => device.Run(new Copy(own.All, foreign.All)));
        Assert.Throws<ArgumentException>(() => device.Run(new Copy(foreign.All, own.All)));
        Assert.Throws<ArgumentException>(() => device.Run(new SoftmaxCrossEntropy(own.All, own.All, 2, 1, 0, default, foreign.All)));
        Assert.Throws<ArgumentException>(() => other.Run(new SoftmaxCrossEntropy(foreign.All, own.All, 2, 1, 0, default, foreign.All)));

        device.Run(new Scale(own.All, 3));
        Assert.Equal([3, 6], own.All.ToSingles());
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void A_net_that_fails_does_not_stop_the_others(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        var errors = NetThreads.Run(pool.Open(Count), (device, number) =>
        {
            using var buffer = device.Allocate(5);
            buffer.Write(0, Numbers(5, number));
            device.Run(new Scale(buffer.All, 2));
            if (number == 1)
            {
                throw new InvalidDataException("net 1 had enough");
            }

            Assert.Equal(Numbers(5, number).Select(value => value * 2), buffer.All.ToSingles());
        });

        Assert.IsType<InvalidDataException>(errors[1]);
        Assert.Null(errors[0]);
        Assert.Null(errors[2]);
    }

    [Theory]
    [MemberData(nameof(Gpus))]
    public void An_operation_that_no_kernel_can_do_fails_for_all_nets_that_wait(string gpu)
    {
        using var pool = GpuUnderTest.Open(gpu);
        var errors = NetThreads.Run(pool.Open(Count), (device, number) =>
        {
            const int Rows = 20_000;
            using var x = device.Allocate(Rows);
            using var y = device.Allocate(Rows);
            using var parts = device.Allocate(4);
            View Part(int i) => parts.All.Slice(i, 1);
            device.Run(new BatchNormTrain(x.All, y.All, new BatchNormViews(default, default, Part(0), Part(1), Part(2), Part(3), default, default), Rows, 0.1, 0.1));
            _ = y.All.ToSingles();
        });

        Assert.All(errors, error => Assert.IsType<SpecException>(error));
    }

    [Fact]
    public void Three_nets_at_once_have_the_bits_of_three_single_ones_in_wide_and_narrow_tiles()
    {
        var kinds = new Dictionary<string, string[]>();
        foreach (string gpu in GpuUnderTest.All.Select(row => row.Data))
        {
            using var pool = GpuUnderTest.Open(gpu);
            var together = Train(pool.Open(Count), 0);
            var alone = Enumerable.Range(0, Count).SelectMany(number => Train(pool.Open(1), number)).ToArray();
            Assert.Equal(alone, together);
            Assert.Equal(Count, together.Distinct().Count());

            // Wide and narrow tiles of one GPU; a real one need not have the simulated one's bits.
            if (!kinds.TryAdd(gpu.Split(',')[0], together))
            {
                Assert.Equal(kinds[gpu.Split(',')[0]], together);
            }
        }
    }

    /// <summary>Three steps of Adam on a small net; every net has a seed of its own.</summary>
    /// <returns>A hash of each net's numbers.</returns>
    private static string[] Train(IReadOnlyList<Device> devices, int firstSeed)
    {
        var hashes = new string[devices.Count];
        var errors = NetThreads.Run(devices, (device, number) =>
        {
            const int Rows = 5;
            var seed = (ulong)(firstSeed + number);
            using var network = new Network([new Linear(7), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(3)], 6, device, Rows);
            using var optimizer = new Optimizer(new Adam(0.01) { WeightDecay = 0.1 * (seed + 1) }, device, network.ParameterValues.Length);
            using var labels = new LabelTargets(device, Nets.Labels(1, 1, 0, Rows, 3), 3);
            using var result = device.Allocate(2);
            network.Initialize(seed);
            for (var step = 0; step < 3; step++)
            {
                var pass = new Pass(Rows, Training: true, seed, step);
                network.Input(Rows).Write(Nets.Signed(1, 2, (ulong)step, Rows * 6));
                new CrossEntropy().Evaluate(
                    device, network.Forward(pass), labels.All, Rows, 3, network.OutputGradient(Rows), result.All);
                network.Backward(pass);
                var settings = optimizer.Begin(0.01);
                foreach (var parameter in network.Parameters)
                {
                    optimizer.Update(
                        network.ParameterValues, network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings,
                        spendsGradients: true);
                }

                device.EndBatch();
            }

            float[] all = [.. network.ParameterValues.ToSingles(), .. network.StatisticValues.ToSingles(), .. result.All.ToSingles()];
            hashes[number] = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(all.AsSpan())));
        });
        Assert.All(errors, Assert.Null);
        return hashes;
    }

    private static void AllSucceed(string gpu, Action<Device, int> work)
    {
        using var pool = GpuUnderTest.Open(gpu);
        Assert.All(NetThreads.Run(pool.Open(Count), work), Assert.Null);
    }

    private static float[] Numbers(int length, int number) => [.. Enumerable.Range(1, length).Select(i => (float)((i * 10) + number))];
}
