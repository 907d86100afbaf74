namespace Temper.Lab.Storage;

/// <summary>The answer to a worker that wants to carry out a run.</summary>
public enum ClaimState
{
    /// <summary>The run is the worker's: it trains and then stores it, or gives it back.</summary>
    Claimed,

    /// <summary>The run is stored already.</summary>
    Done,

    /// <summary>Another worker that is alive has it.</summary>
    Busy,
}
