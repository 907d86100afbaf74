namespace Temper.Devices;

/// <summary>
/// An operation of a device as a value: its views and constants by name, and the plain loops that define it. To add one: its struct with these loops
/// (Devices/Operations), and an <see cref="IRuns{TOperation}"/> of each device that has it.
/// </summary>
public interface IOperation
{
    /// <summary>
    /// Whether results are the same in any precision, because numbers are only moved, chosen or set to 0. Default false: somebody who imitates
    /// roundings rounds all that is written.
    /// </summary>
    static virtual bool IsExact => false;

    /// <summary>What it writes; views may be empty. For devices that wrap another.</summary>
    IReadOnlyList<View> Written { get; }

    /// <summary>Carries it out on the reference's buffers, in double: the specification of the operation.</summary>
    /// <exception cref="ArgumentException">A view lives on another device.</exception>
    void ComputeReference();
}
