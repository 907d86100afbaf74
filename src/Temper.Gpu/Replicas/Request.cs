namespace Temper.Gpu.Replicas;

/// <summary>What a net waits for.</summary>
/// <param name="Kind">Why it waits.</param>
/// <param name="Start">First number to read or write.</param>
/// <param name="Length">How many floats.</param>
/// <param name="Host">Where they are on the host; its thread waits, so that they stay there.</param>
internal readonly record struct Request(RequestKind Kind, int Start = 0, int Length = 0, nint Host = 0)
{
    /// <summary>Whether another net's request can be served by the same copy.</summary>
    public bool IsLike(Request other) => Kind == other.Kind && Start == other.Start && Length == other.Length;
}
