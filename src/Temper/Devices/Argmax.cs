namespace Temper.Devices;

/// <summary>The guess that a row of logits stands for.</summary>
internal static class Argmax
{
    /// <summary>Where the largest number is: the first, if several are equal; 0 if the first is NaN.</summary>
    public static int Of(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var c = 1; c < logits.Length; c++)
        {
            best = logits[c] > logits[best] ? c : best;
        }

        return best;
    }
}
