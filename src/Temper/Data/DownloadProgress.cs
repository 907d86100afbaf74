namespace Temper.Data;

/// <summary>How far a file has been fetched.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Address">Where it is fetched from.</param>
/// <param name="Bytes">Bytes that have come.</param>
/// <param name="Total">Bytes it has.</param>
public sealed record DownloadProgress(string File, Uri Address, long Bytes, long Total);
