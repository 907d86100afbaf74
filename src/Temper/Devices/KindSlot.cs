namespace Temper.Devices;

/// <summary>Numbers kinds of operations or rules in the order in which they are first used, as places in a device's table.</summary>
/// <typeparam name="TFamily">What the kinds are of: <see cref="IOperation"/> or <see cref="IUpdateRule"/>.</typeparam>
internal static class KindSlot<TFamily>
{
    private static int count;

    private static int Next() => Interlocked.Increment(ref count) - 1;

    /// <summary>The number of one kind.</summary>
    public static class Of<TKind>
        where TKind : TFamily
    {
        public static readonly int Index = Next();
    }
}
