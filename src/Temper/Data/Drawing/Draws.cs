using Temper.Devices;

namespace Temper.Data.Drawing;

/// <summary>Takes the words of a random stream one after the other.</summary>
internal struct Draws(Philox stream)
{
    private (uint W0, uint W1, uint W2, uint W3) block;
    private uint next;

    /// <summary>The next 32 random bits.</summary>
    public uint Word()
    {
        var lane = next & 3;
        if (lane == 0)
        {
            block = stream.Block(next >> 2);
        }

        next++;
        return lane switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Uniform() => Philox.ToUniform(Word());

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Uniform());

    /// <summary>True with a probability.</summary>
    public bool Chance(float probability) => Uniform() < probability;

    /// <summary>
    /// Bell-shaped around 0 with standard deviation 1, within +-3.5: the sum of a word's four bytes, which needs no
    /// logarithm and so is the same everywhere.
    /// </summary>
    public float Bell()
    {
        var word = Word();
        var sum = (int)((word & 0xFF) + ((word >> 8) & 0xFF) + ((word >> 16) & 0xFF) + (word >> 24));
        return (sum - 510) * (1f / 147.8f);
    }

    /// <summary>0, 1, 2 or 3 with the given weights, which add up to 1 (the last takes the rest).</summary>
    public int Pick(float first, float second, float third = 1f)
    {
        var u = Uniform();
        return u < first ? 0 : u < first + second ? 1 : u < first + second + third ? 2 : 3;
    }
}
