namespace Temper.Lab.Storage;

/// <summary>How a stored training ended.</summary>
public enum RunState
{
    /// <summary>It was trained to its end and tested.</summary>
    Done,

    /// <summary>Its loss was no longer a finite number.</summary>
    Failed,
}
