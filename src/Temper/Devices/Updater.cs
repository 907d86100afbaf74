namespace Temper.Devices;

/// <summary>A device's loop around one kind of optimizer rule; made once per device and kind of rule.</summary>
/// <remarks>
/// It exists so that a step makes an ordinary virtual call: the runtime looks generic virtual methods up in a cache that
/// it may enlarge, and so allocate, in the middle of a training.
/// </remarks>
public abstract class Updater
{
    private protected Updater()
    {
    }
}

/// <summary>A device's loop around one kind of optimizer rule.</summary>
/// <typeparam name="TRule">The rule.</typeparam>
public abstract class Updater<TRule> : Updater
    where TRule : unmanaged, IUpdateRule
{
    /// <summary>Runs the rule over every element.</summary>
    /// <param name="rule">The rule with its constants of this step.</param>
    /// <param name="views">Parameters, gradients and states, all of one length.</param>
    public abstract void Run(in TRule rule, in UpdateViews views);
}
