namespace Temper.Devices.Cpu;

/// <summary>How work is cut into one part per thread.</summary>
internal static class Parts
{
    /// <summary>Rows that stay together.</summary>
    public const int Stripe = 8;

    /// <summary>Most rows whose zeros are skipped together.</summary>
    public const int Group = 128;

    /// <summary>
    /// Rows of a batch: the same cut in every operation on that many rows, so that operations which follow each other
    /// row by row need no barrier between them.
    /// </summary>
    public static (int From, int To) Rows(int rows, int part, int parts) => Range(rows, Stripe, part, parts);

    /// <summary>A share of [0, length) that begins at a multiple of <paramref name="grain"/>.</summary>
    public static (int From, int To) Range(int length, int grain, int part, int parts)
    {
        var grains = ((long)length + grain - 1) / grain;
        var from = Math.Min(grains * part / parts * grain, length);
        var to = Math.Min(grains * (part + 1) / parts * grain, length);
        return ((int)from, (int)to);
    }
}
