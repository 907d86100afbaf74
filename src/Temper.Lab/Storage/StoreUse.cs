namespace Temper.Lab.Storage;

/// <summary>What a store is opened for.</summary>
public enum StoreUse
{
    /// <summary>Leases are taken; runs are stored, looked at or deleted.</summary>
    Write,

    /// <summary>Nothing is written, so file and folder may be read-only.</summary>
    Read,

    /// <summary>Nothing is written, and the content need not be sound: what is wrong with it is the question.</summary>
    Inspect,
}
