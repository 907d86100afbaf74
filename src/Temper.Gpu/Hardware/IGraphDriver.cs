namespace Temper.Gpu.Hardware;

/// <summary>What CUDA graphs need of a driver; 0 is success, any other number the driver's error.</summary>
internal interface IGraphDriver
{
    /// <summary>From here on a stream records kernels instead of running them.</summary>
    int BeginCapture(nint stream);

    /// <summary>Ends that; the graph is what was recorded, 0 if that is of no use.</summary>
    int EndCapture(nint stream, out nint graph);

    /// <summary>Makes of a graph what can be started.</summary>
    int Instantiate(out nint executable, nint graph);

    /// <summary>Starts it on a stream.</summary>
    int Launch(nint executable, nint stream);

    /// <summary>Frees what can be started.</summary>
    void DestroyExecutable(nint executable);

    /// <summary>Frees a graph.</summary>
    void DestroyGraph(nint graph);
}
