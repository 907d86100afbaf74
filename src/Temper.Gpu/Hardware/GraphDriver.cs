using System.Runtime.InteropServices;

namespace Temper.Gpu.Hardware;

/// <summary>NVIDIA's driver. ILGPU has no word for graphs, but its streams show their handle.</summary>
internal sealed partial class GraphDriver : IGraphDriver
{
    /// <summary>Other threads and streams are nobody's business while recording.</summary>
    private const int RelaxedMode = 2;

    public int BeginCapture(nint stream) => StreamBeginCapture(stream, RelaxedMode);

    public int EndCapture(nint stream, out nint graph) => StreamEndCapture(stream, out graph);

    public int Instantiate(out nint executable, nint graph) => GraphInstantiate(out executable, graph, 0);

    public int Launch(nint executable, nint stream) => GraphLaunch(executable, stream);

    public void DestroyExecutable(nint executable) => _ = GraphExecDestroy(executable);

    public void DestroyGraph(nint graph) => _ = GraphDestroy(graph);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuStreamBeginCapture_v2")]
    private static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuStreamEndCapture")]
    private static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphInstantiateWithFlags")]
    private static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphLaunch")]
    private static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphExecDestroy")]
    private static partial int GraphExecDestroy(nint executable);

    [LibraryImport(DriverLibrary.Name, EntryPoint = "cuGraphDestroy")]
    private static partial int GraphDestroy(nint graph);
}
