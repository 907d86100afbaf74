using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>When a study that stops as soon as it is decided may do so; fixed beforehand.</summary>
/// <param name="First">Seeds at the first look.</param>
/// <param name="Block">Seeds from one look to the next.</param>
/// <param name="Most">Seeds at the last look.</param>
public sealed record PlannedLooks(int First, int Block, int Most)
{
    /// <summary>The design of the test.</summary>
    /// <exception cref="SpecException">The numbers do not fit together, or there would be too many looks.</exception>
    public SpendingDesign Design()
    {
        try
        {
            return new SpendingDesign(First, Block, Most);
        }
        catch (ArgumentException error)
        {
            throw new SpecException($"--seeds {First}, --block {Block}, --max-seeds {Most}: {error.Message}", error);
        }
    }
}
