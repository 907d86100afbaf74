namespace Temper.Lab.Storage;

/// <summary>
/// A store that cannot be used: damaged, another program's, of a version that is not read, or in contradiction to what is to be stored.
/// </summary>
public sealed class StoreException(string message, Exception? innerException = null)
    : TemperException(message, innerException)
{
    /// <summary>The store's file, where its content is not what was written into it; null for any other error.</summary>
    public string? DamagedFile { get; init; }
}
