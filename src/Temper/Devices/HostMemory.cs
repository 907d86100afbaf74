using System.Globalization;

namespace Temper.Devices;

/// <summary>
/// The memory that this process may use. What is known to be needed is compared with it before anything is allocated: a system that has promised
/// more than it has does not refuse, it kills.
/// </summary>
/// <param name="read">Reads the figures; called again each time.</param>
public sealed class HostMemory(Func<MemoryFigures> read)
{
    private const double NearlyAll = 0.9;

    /// <summary>
    /// What the container's or the machine's limits leave: on Linux the control
    /// groups and /proc/meminfo, elsewhere what the runtime knows. Holds nothing.
    /// </summary>
    public static HostMemory OfProcess { get; } = new(ReadAll);

    /// <summary>The figures now.</summary>
    public MemoryFigures Read() => read();

    /// <summary>How many things of a size fit at the same time, at most <paramref name="most"/>; 0 if not even one does.</summary>
    /// <param name="bytes">What one of them needs.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="onHeap">How much of that is on .NET's heap; default nothing.</param>
    public int Fitting(long bytes, int most, long onHeap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var figures = Read();
        if (most == 0 || bytes == 0 || (bytes <= Usable(figures, most) / most && onHeap <= figures.Heap / most))
        {
            return most;
        }

        // What nobody holds any more still counts as taken until the collector has looked.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        figures = Read();
        var fitting = (int)Math.Clamp(Math.Min(Usable(figures, most) / bytes, onHeap == 0 ? most : figures.Heap / onHeap), 0, most);
        return fitting == 0 && most > 1 ? Fitting(bytes, 1, onHeap) : fitting;
    }

    /// <summary>Several things come one after the other, and something else grows meanwhile: they may not have all.</summary>
    private static long Usable(MemoryFigures figures, int things) => things == 1 ? figures.Free : (long)(NearlyAll * figures.Free);

    /// <summary>Refuses what cannot fit.</summary>
    /// <param name="bytes">What is needed beside what is held already.</param>
    /// <param name="what">What needs it, at the beginning of a sentence, and in brackets what it is made of.</param>
    /// <param name="wayOut">What to do: "make the net smaller".</param>
    /// <param name="onHeap">How much of that is on .NET's heap; default nothing.</param>
    /// <exception cref="NotEnoughMemoryException">There is less than that.</exception>
    public void Require(long bytes, string what, string wayOut, long onHeap = 0)
    {
        if (Fitting(bytes, 1, onHeap) > 0)
        {
            return;
        }

        var figures = Read();
        throw new NotEnoughMemoryException(bytes <= figures.Free
            ? $"{what} needs {Words(onHeap)} of the .NET heap, which may have {Words(figures.Heap)} here; {wayOut}."
            : $"{what} needs {Words(bytes)} of memory, but {Have()}; {wayOut}.");
    }

    /// <summary>What to say where something only just fits; null where there is enough.</summary>
    /// <param name="bytes">What is needed.</param>
    /// <param name="what">What needs it, at the beginning of a sentence.</param>
    public string? WhyTight(long bytes, string what) => bytes > NearlyAll * Read().Free
        ? $"{what} needs {Words(bytes)} of memory, nearly all there is: {Have()}; if other programs take more, the system may end this one"
        : null;

    /// <summary>What there is, for sentences: "this machine has 24.6 GB, of which 5.1 GB are free".</summary>
    public string Have()
    {
        var figures = Read();
        var has = $"this {(figures.IsContainer ? "container" : "machine")} has {Words(figures.Total)}";

        // Where nobody knows what is free, all counts as free.
        return figures.Free == figures.Total ? has : $"{has}, of which {Words(Math.Max(0, figures.Free))} are free";
    }

    /// <summary>Bytes for people: "6.7 GB", "512 MB".</summary>
    /// <param name="bytes">How many; GB from a thousand million on, MB below, rounded up.</param>
    public static string Words(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6):0} MB");

    private static MemoryFigures ReadAll()
    {
        var known = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var heap = known > 0 ? known : long.MaxValue;

        // Other systems page: what exceeds memory becomes slow or is refused, and nobody is killed.
        return OperatingSystem.IsLinux() && LinuxMemory.Read(LinuxMemory.FromFile) is { } figures
            ? figures with { Heap = heap }
            : new MemoryFigures(heap, heap, Heap: heap);
    }
}
