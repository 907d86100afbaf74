using System.Diagnostics;
using ILGPU.Runtime.Cuda;
using Temper.Devices;
using Temper.Gpu.Hardware;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A kernel that the driver refuses, with its log traced as ILGPU does it.</summary>
public sealed class KernelLoadingTests : IDisposable
{
    private const string Log = """
        ptxas application ptx input, line 214; error   : Feature 'mma with .tf32' requires .target sm_80 or higher
        ptxas application ptx input, line 230; error   : Unknown symbol 'acc0'
        ptxas fatal   : Ptx assembly aborted due to errors
        """;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_message_has_the_logs_first_error_and_says_where_the_rest_is()
    {
        var error = Assert.Throws<DeviceException>(() => Refuse(folder.Path, "Kernel loading failed:", Log));
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Equal(
            "The driver of Test GPU refused a kernel: ptxas application ptx input, line 214; error   : Feature 'mma with .tf32' requires"
            + $" .target sm_80 or higher. Update the driver or compute on the CPU; the driver's whole log is in {file}.",
            error.Message);
        Assert.Equal(Log.Split('\n'), File.ReadAllLines(file)[1..]);
        Assert.IsType<CudaException>(error.InnerException);
    }

    [Fact]
    public void A_log_that_says_nothing_or_cannot_be_kept_leaves_one_line()
    {
        var error = Assert.Throws<DeviceException>(() => Refuse(
            folder.Sub("missing"), "Kernel loading failed:", ">> No error information available"));
        Assert.Equal("The driver of Test GPU refused a kernel: it does not say why. Update the driver or compute on the CPU.", error.Message);
    }

    [Fact]
    public void Only_a_refused_kernel_is_told_of()
    {
        Assert.Equal(3, KernelLoading.Load("Test GPU", () => 3, folder.Path));
        Assert.Throws<CudaException>(() => KernelLoading.Load<int>("Test GPU", () => throw new CudaException("no log, no refusal"), folder.Path));
        Assert.Throws<InvalidOperationException>(() => KernelLoading.Load<int>("Test GPU", () => throw new InvalidOperationException(), folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_other_threads_trace_is_not_the_drivers()
    {
        Assert.Throws<DeviceException>(() => KernelLoading.Load<int>(
            "Test GPU",
            () =>
            {
                var other = new Thread(() => Trace.WriteLine("error: another thread's"));
                other.Start();
                other.Join();
                Trace.WriteLine("error: this one's");
                throw new CudaException("refused");
            },
            folder.Path));
        Assert.Equal("error: this one's\n", File.ReadAllText(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    // An exception with the driver's own number can be made only where there is a driver.
    private static void Refuse(string place, params string[] log) => KernelLoading.Load<int>(
        "Test GPU",
        () =>
        {
            foreach (var lines in log)
            {
                Trace.WriteLine(lines);
            }

            throw new CudaException("refused");
        },
        place);
}
