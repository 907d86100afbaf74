using CsCheck;
using Temper.Data;
using Temper.Layers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Each scaling against its formula, on columns and on bytes.</summary>
public sealed class ScalingTests
{
    private static readonly float[] Column = [3, -1, 7, 7, 2, 100, 0];

    [Fact]
    public void Columns_are_fitted_one_by_one_as_sklearn_and_NumPy_do()
    {
        // numpy: quantile([3,-1,7,7,2,100,0], [.25,.5,.75]) = 1, 3, 7; mean 16.857143, std 34.064764 (population).
        Fitted(new MinMax(), -1, 101);
        Fitted(new Standard(), 16.857143, 34.064764);
        Fitted(new Robust(), 3, 6);

        static void Fitted(Scaling scaling, double centre, double divisor)
        {
            // A second column, ten times as large, and a third that never changes.
            var rows = new FloatRows([.. Column.SelectMany(value => new[] { value, 10 * value, 5 })], Shape.Row(3));
            var scaler = scaling.Fit(rows, [], "test");
            Close.Absolute("centre", [centre, 10 * centre, 5], [.. scaler.Centre.Select(value => (double)value)], 1e-4);
            Close.Absolute("divisor", [divisor, 10 * divisor], [.. scaler.Divisor.Take(2).Select(value => (double)value)], 1e-3);
            Assert.Equal((float.PositiveInfinity, scaler.A, scaler.A), (scaler.Divisor[2], scaler.Scale(5, 2), scaler.Scale(1e9f, 2)));
        }
    }

    [Fact]
    public void Only_the_rows_asked_for_are_looked_at()
    {
        var rows = new FloatRows([1, 2, 3, 100], Shape.Row(1));
        var scaler = new MinMax().Fit(rows, [0, 2], "test");
        Assert.Equal((1f, 2f), (scaler.Centre[0], scaler.Divisor[0]));
    }

    [Fact]
    public void A_column_of_which_half_is_one_number_is_divided_by_half_its_range()
    {
        var scaler = new Robust().Fit(new FloatRows([0, 0, 0, 0, 0, 8], Shape.Row(1)), [], "test");
        Assert.Equal((0f, 4f), (scaler.Centre[0], scaler.Divisor[0]));
    }

    [Fact]
    public void The_smooth_clip_keeps_order_sign_and_small_numbers_and_has_a_limit() =>
        Gen.Select(Gen.Float[-1e6f, 1e6f], Gen.Float[-1e6f, 1e6f]).Sample((one, other) =>
        {
            var scaler = new Scaler([0f], [1f], clip: 3);
            var (x, y) = (scaler.Scale(one), scaler.Scale(other));
            Assert.InRange(x, -3, 3);
            Assert.Equal(MathF.Sign(one), MathF.Sign(x));
            Assert.True(one > other ? x >= y : x <= y);
            Assert.Equal(one / Math.Sqrt(1 + (one / 3.0 * (one / 3.0))), x, 1e-4);
        });

    [Fact]
    public void Min_max_has_the_chapters_a_and_b_also_for_columns()
    {
        var scaler = new MinMax(-1, 1).Fit(new FloatRows([10, 20, 15], Shape.Row(1)), [], "test");
        Assert.Equal([-1f, 1f, 0f], new[] { 10f, 20f, 15f }.Select(value => scaler.Scale(value)));
    }

    [Fact]
    public void Bytes_have_one_scale_for_all_together()
    {
        byte[] bytes = [0, 0, 0, 10, 20, 250, 255, 40];
        var rows = new ByteRows(bytes, new Shape(1, 2, 2));
        var mean = bytes.Average(value => (double)value);
        var deviation = Math.Sqrt(bytes.Average(value => (value - mean) * (value - mean)));
        var standard = new Standard().Fit(rows, [], "test");
        Assert.Equal((mean, deviation), (standard.Centre[0], standard.Divisor[0]), (expected, received) =>
            Math.Abs(expected.Item1 - received.Item1) < 1e-4 && Math.Abs(expected.Item2 - received.Item2) < 1e-4);

        // numpy: quantile = 0, 15, 92.5.
        var robust = new Robust().Fit(rows, [], "test");
        Assert.Equal((15f, 92.5f), (robust.Centre[0], robust.Divisor[0]));
        Assert.Equal(robust.Scale(255), robust.Table[255]);
        Assert.Equal((0f, 255f), (new MinMax().Fit(rows, [], "test").Centre[0], new MinMax().Fit(rows, [], "test").Divisor[0]));
    }

    [Fact]
    public void Nothing_to_scale_by_is_an_error_that_names_the_part()
    {
        foreach (var scaling in new Scaling[] { new MinMax(), new Standard(), new Robust() })
        {
            Refused(new FloatRows([2, 3, 2, 3], Shape.Row(2)), "each of 2 columns has the same number in all 2 rows");
            Refused(new ByteRows([7, 7, 7, 7], Shape.Row(2)), "every pixel is 7");

            void Refused(InputRows rows, string expected)
            {
                var message = Assert.Throws<DataException>(() => scaling.Fit(rows, [], "mine, training split")).Message;
                Assert.StartsWith("mine, training split: ", message, StringComparison.Ordinal);
                Assert.Contains(expected, message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Scalings_are_read_by_name_and_options()
    {
        Assert.Equal(new MinMax(-1, 1), ScalingText.Read("min-max:a=-1"));
        Assert.Equal(new Standard(), ScalingText.Read("Standard"));
        Assert.Equal(new Robust(5), ScalingText.Read("robust:clip=5"));
        Assert.Contains("expected one of min-max, standard, robust; did you mean standard?", Assert.Throws<SpecException>(() => ScalingText.Read("standart")).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no option \"clip\"", Assert.Throws<SpecException>(() => ScalingText.Read("min-max:clip=1")).Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => ScalingText.Read("min-max:a=2:b=1"));
        Assert.Throws<SpecException>(() => ScalingText.Read("robust:clip=0"));
    }
}
