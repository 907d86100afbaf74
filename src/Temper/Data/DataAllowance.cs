using Temper.Devices;

namespace Temper.Data;

/// <summary>
/// How much the files of one data set may hold unpacked. A file's header is true or false, but it costs nothing to write: what it promises is refused
/// before memory is taken for it. For any thread.
/// </summary>
/// <param name="mostBytes">Most bytes of all files together.</param>
/// <param name="memory">The memory that they are read into.</param>
internal sealed class DataAllowance(long mostBytes, HostMemory memory)
{
    // For less than this it is not worth asking what there is.
    private const long Small = 1 << 20;

    private const string WayOut = "allow more bytes if this is the right data set";

    private long taken;

    /// <summary>The usual one, for a single data set.</summary>
    public static DataAllowance Usual() => new(DatasetCatalogOptions.DefaultMaxBytes, HostMemory.OfProcess);

    /// <summary>Takes a file's share.</summary>
    /// <param name="name">The file's path, for errors.</param>
    /// <param name="sizes">What its header says: "60000 x 28 x 28".</param>
    /// <param name="bytes">How many bytes that is.</param>
    /// <exception cref="DataException">That is more than there may be.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not that much memory.</exception>
    public void Take(string name, string sizes, long bytes)
    {
        Check(name, sizes, bytes);
        if (Interlocked.Add(ref taken, bytes) > mostBytes)
        {
            // Files are read side by side: which of them is one too many is chance, so none is named.
            Interlocked.Add(ref taken, -bytes);
            var place = OneLine.Of(Path.GetDirectoryName(name) is { Length: > 0 } folder ? folder : name);
            throw new DataException(FormattableString.Invariant(
                $"{place}: the headers of its files promise more than the {mostBytes} bytes that a data set may have at most; {WayOut}."))
            {
                ExceedsAllowance = true,
            };
        }
    }

    /// <summary>Looks at a file alone, without taking anything.</summary>
    /// <param name="name">The file's path, for errors.</param>
    /// <param name="sizes">What its header says: "60000 x 28 x 28".</param>
    /// <param name="bytes">How many bytes that is.</param>
    /// <exception cref="DataException">That is more than there may be.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not that much memory.</exception>
    public void Check(string name, string sizes, long bytes)
    {
        if (bytes > mostBytes)
        {
            throw new DataException(FormattableString.Invariant(
                $"{OneLine.Of(name)}: the header promises {sizes} = {bytes} bytes, and a data set may have at most {mostBytes}; {WayOut}."))
            {
                ExceedsAllowance = true,
            };
        }

        if (bytes < Small)
        {
            return;
        }

        memory.Require(bytes, $"{OneLine.Of(name)} ({sizes} bytes)", "take a smaller data set", onHeap: bytes);
    }
}
