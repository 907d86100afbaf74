using System.Text.RegularExpressions;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Lab.Checks;
using Temper.Tests.Gpu;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Devices;

/// <summary>Which device has which of the engine's operations: all that there are, not a list.</summary>
public sealed partial class OperationTests
{
    private static readonly Type[] Operations =
    [
        .. typeof(Device).Assembly.GetTypes().Where(type => type.IsValueType && typeof(IOperation).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void The_processor_and_the_reference_have_every_operation()
    {
        Assert.Contains(typeof(LinearForward), Operations);
        Assert.True(Operations.Length >= 17, $"only {Operations.Length} operations were found");
        using var cpu = new CpuDevice();
        using var reference = new ReferenceDevice();
        Assert.Empty(Operations.Where(operation => !Has(cpu, operation)).Select(operation => operation.Name));
        Assert.Empty(Operations.Where(operation => !Has(reference, operation)).Select(operation => operation.Name));
    }

    [Fact]
    public void What_the_GPU_lacks_is_what_its_page_says()
    {
        using var pool = GpuUnderTest.Open(GpuUnderTest.SimulatedNarrow);
        using var gpu = pool.Open(1)[0];
        var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "gpu.md"));
        var table = page[page.IndexOf("| operation that the GPU lacks |", StringComparison.Ordinal)..].Split("\n\n")[0];
        Assert.Equal(
            Operations.Where(operation => !Has(gpu, operation)).Select(operation => operation.Name),
            FirstCell().Matches(table).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_device_says_which_operation_it_lacks()
    {
        using var device = new BareDevice();
        Assert.False(device.Has<Scale>());
        Assert.Equal(
            "The device bare cannot do Scale yet; use another device.",
            Assert.Throws<SpecException>(() => device.Run(new Scale(default, 2))).Message);
    }

    [Fact]
    public void Devices_around_others_carry_out_what_they_do_not_know_by_name()
    {
        using var exact = new ReferenceDevice();
        using var rounded = new RoundedDevice(1e-7, 1e-7, draw: 1);
        using var counting = new CountingDevice();
        foreach (var run in (Action<Device, View>[])
            [
                (device, view) => device.Run(new AddNormal(view, new Philox(1, RandomPurpose.Test), 0.5)),
                (device, view) => device.Run(new MixRows(view, 5, 0.3)),
                (device, view) => device.Run(new LimitUnitNorms(view, 5, 8, 0.5)),
            ])
        {
            var expected = Result(exact, run);
            var strayed = Result(rounded, run);
            Assert.NotEqual(expected, strayed);
            Close.Absolute("rounded", expected, strayed, 1e-6);
            Result(counting, run);
        }

        Assert.Equal(40, counting.Most);
    }

    private static double[] Result(Device device, Action<Device, View> run)
    {
        using var buffer = device.Allocate(40);
        buffer.Write(0, Nets.Signed(1, 1, 1, 40));
        run(device, buffer.All);
        return buffer.All.ToDoubles();
    }

    private static bool Has(Device device, Type operation) =>
        (bool)typeof(Device).GetMethod(nameof(Device.Has))!.MakeGenericMethod(operation).Invoke(device, null)!;

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    /// <summary>Has no operation.</summary>
    private sealed class BareDevice : Device
    {
        public override string Name => "bare";

        public override string Description => "a test's";

        public override DeviceBuffer Allocate(int length) => throw new NotSupportedException();

        public override IndexBuffer AllocateIndices(int length) => throw new NotSupportedException();

        public override DataBuffer<T> Upload<T>(T[] values) => throw new NotSupportedException();

        public override double SumOfSquares(View values) => 0;

        protected override OperationRunner<TOperation>? CreateRunner<TOperation>() => null;

        protected override Updater<TRule> CreateUpdater<TRule>() => throw new NotSupportedException();
    }
}
