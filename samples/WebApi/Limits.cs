using System.Globalization;
using Temper.Data;
using Temper.Lab.Images;

namespace WebApi;

/// <summary>What the service takes on; Program.cs says what each setting means.</summary>
internal sealed record Limits(
    int MaxUploadBytes, int MaxUploadSeconds, int MaxBytesInFlight, int MaxConnections, int LargePixels, int MaxWaiting, int MaxWaitingLarge, int DeadlineSeconds)
{
    private const int MostBytesInFlight = 1 << 30;
    private const int MostSeconds = 3600;
    private const int MostWaiting = 10_000;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="DataException">One is out of its range.</exception>
    /// <exception cref="InvalidOperationException">One is not a number.</exception>
    public static Limits Read(IConfiguration settings)
    {
        var upload = Number(nameof(MaxUploadBytes), 4 << 20, 1, ImageInput.MostBytes);
        return new Limits(
            upload,
            Number(nameof(MaxUploadSeconds), 60, 1, MostSeconds),
            Number(nameof(MaxBytesInFlight), Math.Max(32 << 20, upload), upload, MostBytesInFlight),
            Number(nameof(MaxConnections), 256, 1, MostWaiting),
            Number(nameof(LargePixels), 4_000_000, 0, int.MaxValue),
            Number(nameof(MaxWaiting), 64, 0, MostWaiting),
            Number(nameof(MaxWaitingLarge), 8, 0, MostWaiting),
            Number(nameof(DeadlineSeconds), 10, 1, MostSeconds));

        int Number(string name, int usual, int least, int most)
        {
            var value = settings.GetValue(name, usual);
            return value >= least && value <= most
                ? value
                : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, expected {least} to {most}."));
        }
    }
}
