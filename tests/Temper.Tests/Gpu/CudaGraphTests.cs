using ILGPU.Runtime.Cuda;
using Temper.Gpu.Hardware;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Recording graphs with a made-up driver.</summary>
public sealed class CudaGraphTests
{
    private const nint Stream = 7;

    private readonly MadeDriver driver = new();

    [Fact]
    public void What_is_recorded_is_started_and_freed()
    {
        using (var graph = CudaGraph.TryRecord(driver, Stream, () => Assert.True(driver.IsCapturing)))
        {
            Assert.False(driver.IsCapturing);
            graph!.Launch(Stream);
            graph.Launch(Stream);
        }

        Assert.Equal((2, 0, 0), (driver.Launches, driver.Graphs, driver.Executables));
    }

    public static TheoryData<Exception> Failures =>
        [new InvalidOperationException("a block is too large"), new InsufficientMemoryException(), new OperationCanceledException(), new KeyNotFoundException(), new EntryPointNotFoundException()];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Whatever_is_thrown_while_recording_the_stream_is_usable_afterwards(Exception failure)
    {
        if (failure is EntryPointNotFoundException)
        {
            Assert.Null(CudaGraph.TryRecord(driver, Stream, () => throw failure));
        }
        else
        {
            Assert.Same(failure, Assert.Throws(failure.GetType(), () => CudaGraph.TryRecord(driver, Stream, () => throw failure)));
        }

        Assert.Equal((false, 0, 0), (driver.IsCapturing, driver.Graphs, driver.Executables));
        using var next = CudaGraph.TryRecord(driver, Stream, () => { });
        Assert.NotNull(next);
    }

    [Fact]
    public void A_launch_that_the_driver_refuses_while_recording_is_no_graph_and_no_error()
    {
        Assert.Null(CudaGraph.TryRecord(driver, Stream, () => throw new CudaException("refused while recording")));
        Assert.Equal((false, 0, 0), (driver.IsCapturing, driver.Graphs, driver.Executables));
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("end")]
    [InlineData("instantiate")]
    public void A_driver_that_refuses_a_part_gives_no_graph_and_keeps_nothing(string refused)
    {
        driver.Refused = refused;
        Assert.Null(CudaGraph.TryRecord(driver, Stream, () => { }));
        Assert.Equal((false, 0, 0), (driver.IsCapturing, driver.Graphs, driver.Executables));
    }

    [Fact]
    public void A_driver_without_graphs_gives_none()
    {
        driver.Refused = "missing";
        Assert.Null(CudaGraph.TryRecord(driver, Stream, () => Assert.Fail("nothing is to be started")));
    }

    [Fact]
    public void A_graph_that_cannot_be_started_is_the_drivers_error()
    {
        driver.Refused = "launch";
        using var graph = CudaGraph.TryRecord(driver, Stream, () => { });
        // A CudaException where there is a driver that knows the error's text.
        Assert.ThrowsAny<Exception>(() => graph!.Launch(Stream));
    }

    /// <summary>Counts what is open; refuses what it is told to.</summary>
    private sealed class MadeDriver : IGraphDriver
    {
        private const int Error = (int)CudaError.CUDA_ERROR_INVALID_VALUE;

        public string Refused { get; set; } = "";

        public bool IsCapturing { get; private set; }

        public int Graphs { get; private set; }

        public int Executables { get; private set; }

        public int Launches { get; private set; }

        public int BeginCapture(nint stream)
        {
            Assert.Equal(Stream, stream);
            Assert.False(IsCapturing);
            if (Refused == "missing")
            {
                throw new EntryPointNotFoundException();
            }

            IsCapturing = Refused != "begin";
            return IsCapturing ? 0 : Error;
        }

        public int EndCapture(nint stream, out nint graph)
        {
            Assert.True(IsCapturing);
            IsCapturing = false;
            Graphs += Refused == "end" ? 0 : 1;
            graph = Refused == "end" ? 0 : 11;
            return Refused == "end" ? Error : 0;
        }

        public int Instantiate(out nint executable, nint graph)
        {
            Executables += Refused == "instantiate" ? 0 : 1;
            executable = Refused == "instantiate" ? 0 : 13;
            return Refused == "instantiate" ? Error : 0;
        }

        public int Launch(nint executable, nint stream)
        {
            Launches++;
            return Refused == "launch" ? Error : 0;
        }

        public void DestroyExecutable(nint executable) => Executables--;

        public void DestroyGraph(nint graph) => Graphs--;
    }
}
