using ILGPU.Runtime.Cuda;

namespace Temper.Gpu.Hardware;

/// <summary>Kernels that a stream has recorded and that start with one call.</summary>
internal sealed class CudaGraph : IDisposable
{
    private readonly IGraphDriver driver;
    private nint executable;

    private CudaGraph(IGraphDriver driver, nint executable) => (this.driver, this.executable) = (driver, executable);

    /// <summary>
    /// Records what an action starts on a stream, without running it. Whatever the action throws, the stream no longer records afterwards.
    /// </summary>
    /// <param name="driver">The imports of the CUDA driver, or a test's in their place.</param>
    /// <param name="stream">The stream's handle.</param>
    /// <param name="start">Starts kernels that have been loaded before.</param>
    /// <returns>The graph, or null where the driver cannot.</returns>
    public static CudaGraph? TryRecord(IGraphDriver driver, nint stream, Action start)
    {
        try
        {
            return driver.BeginCapture(stream) == 0 && Capture(driver, stream, start) is var graph and not 0 ? Make(driver, graph) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A driver before CUDA 11.4.
            return null;
        }
    }

    /// <summary>Starts all its kernels.</summary>
    /// <param name="stream">Handle of the stream that they run on, one after the other.</param>
    public void Launch(nint stream) => CudaException.ThrowIfFailed((CudaError)driver.Launch(executable, stream));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (executable != 0)
        {
            driver.DestroyExecutable(executable);
            executable = 0;
        }
    }

    /// <returns>What was recorded; 0 if it cannot be.</returns>
    private static nint Capture(IGraphDriver driver, nint stream, Action start)
    {
        nint graph = 0;
        var isStarted = false;
        var isEnded = false;
        try
        {
            isStarted = TryStart(start);
        }
        finally
        {
            // A stream that keeps recording would swallow what other nets start on it.
            isEnded = driver.EndCapture(stream, out graph) == 0;
            if (graph != 0 && !(isStarted && isEnded))
            {
                driver.DestroyGraph(graph);
            }
        }

        return isStarted && isEnded ? graph : 0;
    }

    /// <summary>
    /// A driver that refuses a launch while recording refuses the graph; the plain launch that follows shows whether there is more to it.
    /// </summary>
    private static bool TryStart(Action start)
    {
        try
        {
            start();
            return true;
        }
        catch (CudaException)
        {
            return false;
        }
    }

    private static CudaGraph? Make(IGraphDriver driver, nint graph)
    {
        try
        {
            return driver.Instantiate(out var executable, graph) == 0 ? new CudaGraph(driver, executable) : null;
        }
        finally
        {
            driver.DestroyGraph(graph);
        }
    }
}
