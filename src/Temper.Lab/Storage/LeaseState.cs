namespace Temper.Lab.Storage;

/// <summary>The answer to a worker that asks for the lease on a run.</summary>
public enum LeaseState
{
    /// <summary>The run is the worker's: it trains and then stores it, or gives it back.</summary>
    Granted,

    /// <summary>The run is stored already.</summary>
    Done,

    /// <summary>Another worker that is alive has it.</summary>
    Busy,
}
