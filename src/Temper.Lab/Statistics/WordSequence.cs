using Temper.Devices;

namespace Temper.Lab.Statistics;

/// <summary>The words of a Philox stream one after the other, each block made once.</summary>
internal struct WordSequence(Philox stream)
{
    private (uint W0, uint W1, uint W2, uint W3) block;
    private uint next;

    /// <summary>Word 0, then word 1, and so on.</summary>
    public uint Next()
    {
        var element = next++;
        if (element % 4 == 0)
        {
            block = stream.Block(element / 4);
        }

        return (element % 4) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
    }
}
