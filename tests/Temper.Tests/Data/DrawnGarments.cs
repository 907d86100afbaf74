using Temper.Data;

namespace Temper.Tests.Data;

/// <summary>The built-in data set, drawn once for all tests: nobody writes into it.</summary>
internal static class DrawnGarments
{
    private static readonly Lazy<Dataset> Drawn = new(() => Garments.Make());

    /// <summary>All of it.</summary>
    public static Dataset All => Drawn.Value;
}
