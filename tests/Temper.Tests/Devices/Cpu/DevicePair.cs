using Temper.Devices;
using Temper.Devices.Cpu;
using Xunit;

namespace Temper.Tests.Devices.Cpu;

/// <summary>The same operation on the reference and on the CPU, from the same numbers.</summary>
internal sealed class DevicePair : IDisposable
{
    // Bits that no operation makes: whoever writes outside its views is found out.
    private const float Sentinel = -12345.678f;
    private const int Margin = 37;
    private readonly List<(DeviceBuffer Reference, DeviceBuffer Cpu)> buffers = [];
    private uint unit;

    public DevicePair(InstructionSet instructionSet, int threads = 1) => Cpu = new CpuDevice(threads, instructionSet);

    public static TheoryData<InstructionSet> InstructionSets =>
        [.. Enum.GetValues<InstructionSet>().Where(set => set <= Temper.Devices.Cpu.InstructionSets.Best && (set != InstructionSet.Vector128 || Vector128Works))];

    /// <summary>Sizes around every vector width and tile shape.</summary>
    public static int[] Sizes { get; } =
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 200, 784];

    public ReferenceDevice Reference { get; } = new();

    public CpuDevice Cpu { get; }

    private static bool Vector128Works => Temper.Devices.Cpu.InstructionSets.Best >= InstructionSet.Vector128;

    /// <summary>Random numbers in [-1, 1) on both, at an odd offset between sentinels.</summary>
    public Both Signed(int length, ulong seed) => Of(Nets.Signed(seed, unit++, 9, length));

    /// <summary>Given numbers on both; each must be a float.</summary>
    public Both Of(double[] values)
    {
        var both = Empty(values.Length);
        both.Reference.Write(values);
        both.Cpu.Write(values);
        return both;
    }

    /// <summary>Room for a result on both, filled with rubbish.</summary>
    public Both Empty(int length)
    {
        var rubbish = new float[length + (2 * Margin)];
        Array.Fill(rubbish, Sentinel);
        var pair = (Reference.Allocate(rubbish.Length), (DeviceBuffer)Cpu.Allocate(rubbish.Length));
        pair.Item1.Write(0, rubbish.AsSpan());
        pair.Item2.Write(0, rubbish.AsSpan());
        buffers.Add(pair);
        return new Both(pair.Item1.All.Slice(Margin, length), pair.Item2.All.Slice(Margin, length));
    }

    /// <summary>Runs an operation on both.</summary>
    /// <param name="operation">Makes it of the views of one device.</param>
    public void Run<TOperation>(Func<Func<Both, View>, TOperation> operation)
        where TOperation : struct, IOperation
    {
        Reference.Run(operation(both => both.Reference));
        Cpu.Run(operation(both => both.Cpu));
    }

    /// <summary>Fails when an operation wrote outside the views that were made here.</summary>
    public void Dispose()
    {
        foreach (var (reference, cpu) in buffers)
        {
            foreach (var buffer in new[] { reference, cpu })
            {
                var numbers = buffer.All.ToSingles();
                Assert.All(numbers.Take(Margin).Concat(numbers.TakeLast(Margin)), value => Assert.Equal(Sentinel, value));
            }

            cpu.Dispose();
        }

        Cpu.Dispose();
    }

    /// <summary>A view on each device.</summary>
    internal readonly record struct Both(View Reference, View Cpu)
    {
        public void AreClose(string what, double tolerance) => Close.Absolute(what, Reference.ToDoubles(), Cpu.ToDoubles(), tolerance);
    }
}
