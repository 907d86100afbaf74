using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class ScalerTests
{
    [Fact]
    public void Has_the_bits_of_the_formula_in_32_bit_steps()
    {
        foreach (var (minimum, maximum, a, b) in new[] { ((byte)0, (byte)255, 0f, 1f), ((byte)3, (byte)250, -1f, 1f), ((byte)17, (byte)18, 0.1f, 0.3f) })
        {
            var scaler = new Scaler(minimum, maximum, a, b);
            for (var x = 0; x < 256; x++)
            {
                // Each operation of a float32 tensor rounds to float32.
                var numerator = (float)((double)x - minimum);
                var ratio = (float)((double)numerator / (maximum - minimum));
                var width = (float)((double)b - a);
                var expected = (float)((double)a + (float)((double)ratio * width));
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(scaler.Table[x]));
            }
        }

        Assert.Equal(0f, new Scaler(0, 255).Table[0]);
        Assert.Equal(1f, new Scaler(0, 255).Table[255]);
        Assert.Equal(128f / 255f, new Scaler(0, 255).Table[128]);
    }

    [Fact]
    public void Looks_at_the_rows_it_is_given()
    {
        var images = RowSet.OfImages([10, 20, 0, 255, 30, 40], [0, 1, 2], 1, 2);

        Assert.Equal((10, 40), Range(new MinMax().Fit(images.Inputs, [0, 2], "part")));
        Assert.Equal((0, 255), Range(new MinMax().Fit(images.Inputs, default, "part")));

        static (int, int) Range(Scaler scaler) => ((int)scaler.Centre[0], (int)(scaler.Centre[0] + scaler.Divisor[0]));
    }

    [Fact]
    public void A_split_of_one_shade_is_an_error_that_names_it()
    {
        var images = RowSet.OfImages([7, 7, 7, 9], [0, 1], 1, 2);
        var error = Assert.Throws<DataException>(() => new MinMax().Fit(images.Inputs, [0], "fashion-mnist, validation split"));
        Assert.Contains("fashion-mnist, validation split", error.Message, StringComparison.Ordinal);
        Assert.Contains('7', error.Message);
    }
}
