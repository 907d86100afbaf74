using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Prediction;

/// <summary>From the last stage's rows to what the caller asked for.</summary>
internal static unsafe class PredictionOutput
{
    private const int Lanes = 8;

    /// <summary>Rows [from, from + rows) of the call.</summary>
    public static void Write(in PredictionCall call, float* logits, nint stride, int from, int rows)
    {
        var classes = call.Stages[call.StageCount - 1].OutFeatures;
        for (var row = from; row < from + rows; row++)
        {
            var source = new ReadOnlySpan<float>(logits, classes);
            if (call.Classes is not null)
            {
                call.Classes[row] = Argmax.Of(source);
            }

            if (call.Output is not null)
            {
                var target = new Span<float>(call.Output + ((nint)row * classes), classes);
                if (call.ValueDivisor != 0)
                {
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] = (source[i] * call.ValueDivisor) + call.ValueCentre;
                    }
                }
                else if (call.Softmax)
                {
                    Softmax(source, target);
                }
                else
                {
                    source.CopyTo(target);
                }
            }

            logits += stride;
        }
    }

    /// <summary>exp(x - max) / sum of the same, in double; eight classes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var largest = logits[Argmax.Of(logits)];
        var sum = 0.0;
        for (var c = 0; c < logits.Length; c += Lanes)
        {
            var powers = Powers(logits, c, largest);
            for (var lane = 0; lane < Math.Min(Lanes, logits.Length - c); lane++)
            {
                sum += powers[lane];
            }
        }

        for (var c = 0; c < logits.Length; c += Lanes)
        {
            var shares = Powers(logits, c, largest) / Vector512.Create(sum);
            for (var lane = 0; lane < Math.Min(Lanes, logits.Length - c); lane++)
            {
                probabilities[c + lane] = (float)shares[lane];
            }
        }
    }

    /// <summary>exp(x - max) of eight classes, the last one repeated behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Powers(ReadOnlySpan<float> logits, int first, float largest)
    {
        Span<double> numbers = stackalloc double[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            numbers[lane] = (double)logits[Math.Min(first + lane, logits.Length - 1)] - largest;
        }

        return Elementary.Exp(Vector512.Create<double>(numbers));
    }
}
