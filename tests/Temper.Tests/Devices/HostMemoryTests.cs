using Temper.Devices;
using Xunit;

namespace Temper.Tests.Devices;

public sealed class HostMemoryTests
{
    private const string Machine = "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:  600 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";
    private const string WithSwap = "MemTotal:  1000 kB\nMemAvailable:  600 kB\nSwapTotal: 300 kB\nSwapFree: 200 kB\n";

    [Fact]
    public void A_machine_without_limits_has_what_is_available_and_its_swap()
    {
        Assert.Equal(new MemoryFigures(1_024_000, 614_400), Read(Machine));
        Assert.Equal(new MemoryFigures(1300 * 1024, 800 * 1024), Read(WithSwap));
        Assert.Equal(new MemoryFigures(1_024_000, 614_400), Read(Machine, ("/proc/self/cgroup", "0::/user\n0::odd/path\n5:memory:odd\nnonsense")));
        Assert.Null(LinuxMemory.Read(_ => null));
        Assert.Null(LinuxMemory.Read(_ => "nonsense\n::\nMemTotal"));
    }

    [Fact]
    public void A_group_of_the_second_version_and_those_above_it_bound_it()
    {
        var figures = Read(
            Machine,
            ("/proc/self/cgroup", "0::/pod/one\n"),
            ("/sys/fs/cgroup/pod/one/memory.max", "max\n"),
            ("/sys/fs/cgroup/pod/one/memory.current", "100\n"),
            ("/sys/fs/cgroup/pod/memory.max", "500000\n"),
            ("/sys/fs/cgroup/pod/memory.current", "300000\n"),
            ("/sys/fs/cgroup/pod/memory.stat", "anon 1\ninactive_file 20000\nactive_file 5000\nshmem 7\n"));
        Assert.Equal(new MemoryFigures(500_000, 225_000, IsContainer: true), figures);
    }

    [Fact]
    public void Swap_of_a_group_counts_as_far_as_it_may_have_some()
    {
        (string, string)[] group = [("/proc/self/cgroup", "0::/\n"), ("/sys/fs/cgroup/memory.max", "500000"), ("/sys/fs/cgroup/memory.current", "300000")];
        Assert.Equal(new MemoryFigures(500_000 + 307_200, 200_000 + 204_800, true), Read(WithSwap, group));
        Assert.Equal(new MemoryFigures(500_000, 200_000, true), Read(WithSwap, [.. group, ("/sys/fs/cgroup/memory.swap.max", "0")]));
    }

    [Fact]
    public void A_group_of_the_first_version_bounds_it_also_where_the_container_does_not_know_its_own_name()
    {
        (string, string)[] group =
        [
            ("/proc/self/cgroup", "5:cpu:/x\n4:memory,other:/docker/0123\n0::/\n"),
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "400000\n"),
            ("/sys/fs/cgroup/memory/memory.usage_in_bytes", "390000\n"),
            ("/sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 100000\ntotal_active_file 10000\n"),
        ];
        Assert.Equal(new MemoryFigures(400_000, 120_000, true), Read(Machine, group));
        Assert.Equal(
            new MemoryFigures(400_000, 120_000, true),
            Read(WithSwap, [.. group, ("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "400000"), ("/sys/fs/cgroup/memory/memory.memsw.usage_in_bytes", "390000")]));
        Assert.Equal(new MemoryFigures(1_024_000, 614_400), Read(Machine, group[0], ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712"), group[2]));
    }

    [Fact]
    public void What_is_needed_is_compared_with_what_there_is()
    {
        var memory = new HostMemory(() => new MemoryFigures(10_000_000_000, 4_000_000_000, Heap: 1_000_000_000));

        // Several things may not have all: something else grows meanwhile.
        Assert.Equal(2, memory.Fitting(1_800_000_000, 2));
        Assert.Equal(1, memory.Fitting(2_000_000_000, 2));
        Assert.Equal(1, memory.Fitting(4_000_000_000, 2));
        Assert.Equal(1, memory.Fitting(2_100_000_000, 2));
        Assert.Equal(0, memory.Fitting(4_000_000_001, 2));
        Assert.Equal(1, memory.Fitting(1_000_000_000, 3, onHeap: 600_000_000));
        Assert.Equal(3, memory.Fitting(0, 3));
        memory.Require(4_000_000_000, "This", "take less");
        Assert.Equal(
            "This needs 4.1 GB of memory, but this machine has 10.0 GB, of which 4.0 GB are free; take less.",
            Assert.Throws<NotEnoughMemoryException>(() => memory.Require(4_100_000_000, "This", "take less")).Message);
        Assert.Equal(
            "This needs 1.5 GB of the .NET heap, which may have 1.0 GB here; take less.",
            Assert.Throws<NotEnoughMemoryException>(() => memory.Require(2_000_000_000, "This", "take less", onHeap: 1_500_000_000)).Message);
        Assert.Null(memory.WhyTight(3_500_000_000, "This"));
        Assert.Contains("nearly all there is", memory.WhyTight(3_900_000_000, "This"), StringComparison.Ordinal);
    }

    [Fact]
    public void This_process_has_some()
    {
        var (total, free, _, heap) = HostMemory.OfProcess.Read();
        Assert.InRange(free, 1, total);
        Assert.True(heap > 0);
    }

    private static MemoryFigures? Read(string machine, params (string Path, string Text)[] files) =>
        LinuxMemory.Read(path => path == "/proc/meminfo" ? machine : files.FirstOrDefault(file => file.Path == path).Text);
}
