namespace Temper.Devices;

/// <summary>Numbers kinds of rules in the order in which they are first used, as places in a device's table.</summary>
internal static class RuleSlot
{
    private static int count;

    private static int Next() => Interlocked.Increment(ref count) - 1;

    /// <summary>The number of one kind.</summary>
    public static class Of<TRule>
    {
        public static readonly int Index = Next();
    }
}
