using Temper.Devices;

namespace Temper.Layers;

/// <summary>A distribution of initial numbers, each made from one word of a Philox stream.</summary>
/// <param name="Size">The bound of uniform numbers, a float; the standard deviation of normal ones.</param>
/// <param name="IsNormal">Whether they are normal, not uniform.</param>
internal readonly record struct InitialNumbers(double Size, bool IsNormal)
{
    /// <summary>A number.</summary>
    public float FromWord(uint word) =>
        IsNormal ? (float)(Size * StandardNormal.FromWord(word)) : ((2 * Philox.ToUniform(word)) - 1) * (float)Size;
}
