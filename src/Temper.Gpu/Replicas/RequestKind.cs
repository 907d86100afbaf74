namespace Temper.Gpu.Replicas;

/// <summary>Why a net waits for the others.</summary>
internal enum RequestKind
{
    /// <summary>It has operations enough to start them.</summary>
    Start,

    /// <summary>It reads numbers.</summary>
    Read,

    /// <summary>It writes numbers.</summary>
    Write,

    /// <summary>It wants everything to be done.</summary>
    Finish,
}
