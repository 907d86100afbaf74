using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu.Lanes;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Lanes;

public sealed class SmoothFunctionTests
{
    [Fact]
    public void Sigmoid_tanh_and_the_normal_distribution_are_good_to_a_billionth()
    {
        foreach (var u in Nets.Signed(2, 1, 0, 50_000))
        {
            // Small and large ones alike; every value that a float can hold is that precise, not only those near 1.
            foreach (var x in new[] { 12 * u, 90 * u * u * u, 1e-3 * u, 1e-20 * u })
            {
                Compare("sigmoid", x, 1 / (1 + Math.Exp(-x)), SmoothFunctions.Sigmoid);
                Compare("sigmoid'", x, Math.Exp(-Math.Abs(x)) / Math.Pow(1 + Math.Exp(-Math.Abs(x)), 2), SmoothFunctions.SigmoidDerivative);
                Compare("tanh", x, Math.Tanh(x), SmoothFunctions.Tanh);
                Compare("tanh'", x, 1 / Math.Pow(Math.Cosh(x), 2), SmoothFunctions.TanhDerivative);
                if (Math.Abs(x) < 14)
                {
                    Compare("normal", x, NormalTail.Below(x), values => SmoothFunctions.Normal(values).Below);
                }
            }
        }

        static void Compare(string what, double x, double expected, Func<Vector256<double>, Vector256<double>> function)
        {
            var together = function(Vector256.Create(x, -x, 1e30, x));
            Assert.Equal(BitConverter.DoubleToInt64Bits(together[0]), BitConverter.DoubleToInt64Bits(together[3]));
            var others = function(Vector256.Create(-1e30, double.NaN, 0, 1));
            Assert.True(double.IsNaN(others[1]), what);
            Assert.True(double.IsFinite(together[2]) && double.IsFinite(others[0]), what);
            Close.Number($"{what}({x})", expected, together[3], 1e-9 * Math.Abs(expected));
        }
    }

    /// <summary>By its own integral: Simpson's rule over the density.</summary>
    [Fact]
    public void The_specifications_normal_distribution_is_right()
    {
        foreach (var x in new[] { -8, -3.1, -2.83, -2.82, -1, -0.1, 0, 0.3, 1.7, 2.83, 4, 9 })
        {
            const int Pieces = 20_000;
            var (from, width) = (x < 0 ? x - 12 : 0, (x < 0 ? 12 : x) / Pieces);
            var sum = 0.0;
            for (var i = 0; i <= Pieces; i++)
            {
                sum += NormalTail.Density(from + (i * width)) * (i is 0 or Pieces ? 1 : i % 2 == 0 ? 2 : 4);
            }

            var expected = (sum * width / 3) + (x < 0 ? 0 : 0.5);
            Close.Number($"below {x}", expected, NormalTail.Below(x), 1e-11 * expected);
        }

        Assert.Equal((0, 1), (NormalTail.Below(double.NegativeInfinity), NormalTail.Below(double.PositiveInfinity)));
    }

    [Fact]
    public void Normal_numbers_are_the_inverse_of_the_distribution()
    {
        foreach (var word in Enumerable.Range(0, 20_000).Select(i => (uint)i * 214_748u).Concat(new uint[] { 0, 1, 2, 1000, uint.MaxValue, uint.MaxValue - 1, 1u << 31 }))
        {
            var z = StandardNormal.FromWord(word);
            var share = (word + 0.5) / 4294967296.0;
            var tail = Math.Min(share, 1 - share);
            Close.Number($"word {word}", tail, NormalTail.Below(-Math.Abs(z)), 1e-9 * tail);
            Assert.Equal(share < 0.5, z < 0);
        }
    }
}
