namespace Temper.Lab.Reports;

/// <summary>
/// The colour map viridis by Stéfan van der Walt and Nathaniel Smith (2015), released under CC0: 256 colours from
/// dark purple over green to yellow that get evenly lighter. Every 15th colour is theirs, the ones between are
/// interpolated and differ from theirs by at most 5 of 255.
/// </summary>
public static class Viridis
{
    private const int Step = 15;

    private static readonly int[] Anchors =
    [
        0x440154, 0x481769, 0x472A7A, 0x433D84, 0x3D4E8A, 0x355E8D, 0x2E6D8E, 0x297B8E, 0x23898E,
        0x1F978B, 0x21A585, 0x2EB37C, 0x46C06F, 0x65CB5E, 0x89D548, 0xB0DD2F, 0xD8E219, 0xFDE725,
    ];

    /// <summary>The colour of a value.</summary>
    /// <param name="value">0 for dark purple to 255 for yellow.</param>
    /// <returns>Red, green and blue, 0 to 255.</returns>
    public static (byte Red, byte Green, byte Blue) Colour(byte value)
    {
        int below = Anchors[value / Step];
        int above = Anchors[Math.Min(value / Step + 1, Anchors.Length - 1)];
        int share = value % Step;
        return (Mix(below >> 16, above >> 16, share), Mix(below >> 8, above >> 8, share), Mix(below, above, share));
    }

    private static byte Mix(int below, int above, int share) =>
        (byte)(((below & 0xFF) * (Step - share) + (above & 0xFF) * share + Step / 2) / Step);
}
