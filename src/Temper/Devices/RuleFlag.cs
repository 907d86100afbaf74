namespace Temper.Devices;

/// <summary>
/// Yes or no as a number of 32 bits, for the constants of an <see cref="IUpdateRule"/>: a bool has one byte here and four on a GPU, so that
/// a rule with bools would be read wrongly there.
/// </summary>
public readonly struct RuleFlag
{
    private readonly int value;

    private RuleFlag(int value) => this.value = value;

    /// <summary>From a bool.</summary>
    /// <param name="value">Yes or no.</param>
    public static implicit operator RuleFlag(bool value) => new(value ? 1 : 0);

    /// <summary>To a bool.</summary>
    /// <param name="flag">Yes unless it is 0.</param>
    public static implicit operator bool(RuleFlag flag) => flag.value != 0;
}
