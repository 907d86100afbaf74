using System.Globalization;

namespace Temper.Data;

/// <summary>Tells when a file comes so slowly that another mirror is the better choice: a byte a second is no stall, and would take a year.</summary>
/// <param name="time">The clock, whose timestamps are taken.</param>
/// <param name="bytesPerSecond">Fewer are too slow.</param>
/// <param name="window">Over how long it is measured; a line may be slower for a moment.</param>
internal sealed class LeastRate(TimeProvider time, double bytesPerSecond, TimeSpan window)
{
    private long begin = time.GetTimestamp();
    private long before;

    /// <summary>Looks at what has come so far.</summary>
    /// <param name="bytes">Bytes since the beginning.</param>
    /// <returns>Why this mirror is given up; null if it is fast enough.</returns>
    public string? WhyGivenUp(long bytes)
    {
        var elapsed = time.GetElapsedTime(begin);
        if (elapsed < window)
        {
            return null;
        }

        var came = bytes - before;
        if (came < bytesPerSecond * elapsed.TotalSeconds)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"slower than {bytesPerSecond:0.##} bytes a second ({came} bytes in {elapsed.TotalSeconds:0.#} s)");
        }

        (begin, before) = (time.GetTimestamp(), bytes);
        return null;
    }
}
