using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Temper.Gpu.Hardware;

/// <summary>
/// Kernels that a stream has recorded and that start with one call (CUDA graphs). ILGPU has no word for them, but its streams show their
/// handle.
/// </summary>
internal sealed partial class CudaGraph : IDisposable
{
    /// <summary>Other threads and streams are nobody's business while recording.</summary>
    private const int RelaxedMode = 2;

    private nint executable;

    private CudaGraph(nint executable) => this.executable = executable;

    /// <summary>Records what an action starts on a stream, without running it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="start">Starts kernels that have been loaded before.</param>
    /// <returns>The graph, or null where the driver cannot.</returns>
    public static CudaGraph? TryRecord(CudaStream stream, Action start)
    {
        try
        {
            if (BeginCapture(stream.StreamPtr, RelaxedMode) != 0)
            {
                return null;
            }

            var isStarted = TryStart(start);
            if (EndCapture(stream.StreamPtr, out var graph) != 0)
            {
                return null;
            }

            nint executable = 0;
            var isMade = isStarted && Instantiate(out executable, graph, 0) == 0;
            _ = DestroyGraph(graph);
            return isMade ? new CudaGraph(executable) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A driver before CUDA 11.4.
            return null;
        }
    }

    /// <summary>A driver that refuses a launch while recording refuses the graph; the plain launch that follows shows whether there is more to it.</summary>
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

    /// <summary>Starts all its kernels.</summary>
    /// <param name="stream">Where.</param>
    public void Launch(CudaStream stream) => CudaException.ThrowIfFailed((CudaError)LaunchGraph(executable, stream.StreamPtr));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (executable != 0)
        {
            _ = DestroyExecutable(executable);
            executable = 0;
        }
    }

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuStreamBeginCapture_v2")]
    private static partial int BeginCapture(nint stream, int mode);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuStreamEndCapture")]
    private static partial int EndCapture(nint stream, out nint graph);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphInstantiateWithFlags")]
    private static partial int Instantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphLaunch")]
    private static partial int LaunchGraph(nint executable, nint stream);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphExecDestroy")]
    private static partial int DestroyExecutable(nint executable);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphDestroy")]
    private static partial int DestroyGraph(nint graph);
}
