using Temper.Data;
using Temper.Tasks;

namespace CustomExperiment;

/// <summary>Drawn pictures of 12 x 12: stripes this way and that, checks and rings, shifted at random and noisy.</summary>
internal static class Patterns
{
    private const int Side = 12;
    private static readonly string[] Names = ["rows", "columns", "diagonals", "checks", "rings"];

    /// <summary>1,000 pictures to train on, 4,000 to test with.</summary>
    /// <param name="seed">The same seed makes the same pictures.</param>
    /// <param name="wrongLabels">Share of the training labels that are drawn at random.</param>
    public static Dataset Make(int seed, double wrongLabels)
    {
        var random = new Random(seed);
        var train = Draw(random, 1000, wrongLabels);
        var test = Draw(random, 4000, wrongLabels: 0);
        return Dataset.Of("patterns", train, test, new Classification(Names), "drawn by samples/CustomExperiment");
    }

    private static RowSet Draw(Random random, int count, double wrongLabels)
    {
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var kind = random.Next(Names.Length);
            var (shiftX, shiftY) = (random.Next(6), random.Next(6));
            for (var p = 0; p < Side * Side; p++)
            {
                var (y, x) = ((p / Side) + shiftY, (p % Side) + shiftX);
                var isLight = kind switch
                {
                    0 => y / 2 % 2 == 0,
                    1 => x / 2 % 2 == 0,
                    2 => (x + y) / 2 % 2 == 0,
                    3 => ((x / 2) + (y / 2)) % 2 == 0,
                    _ => (int)Math.Sqrt(((x - 8) * (x - 8)) + ((y - 8) * (y - 8))) / 2 % 2 == 0,
                };
                pixels[(i * Side * Side) + p] = (byte)((isLight ? 150 : 40) + random.Next(-40, 90));
            }

            labels[i] = (byte)(random.NextDouble() < wrongLabels ? random.Next(Names.Length) : kind);
        }

        return RowSet.OfImages(pixels, labels, Side, Side);
    }
}
