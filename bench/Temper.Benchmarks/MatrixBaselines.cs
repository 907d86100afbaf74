using System.Numerics.Tensors;

namespace Temper.Benchmarks;

/// <summary>output = input weight + bias as one would write it without kernels, on the same sizes.</summary>
internal sealed class MatrixBaselines
{
    private readonly LinearSize size;
    private readonly float[] input;
    private readonly float[] weight;
    private readonly float[] weightTransposed;
    private readonly float[] bias;
    private readonly float[] output;

    /// <summary>Arrays of these sizes, filled with random numbers.</summary>
    public MatrixBaselines(LinearSize size)
    {
        this.size = size;
        input = Random(size.Rows * size.In);
        weight = Random(size.In * size.Out);
        weightTransposed = Random(size.In * size.Out);
        bias = Random(size.Out);
        output = new float[size.Rows * size.Out];
    }

    /// <summary>Three loops over arrays, the innermost along a row of the weights.</summary>
    public void NaiveLoops()
    {
        for (var r = 0; r < size.Rows; r++)
        {
            for (var o = 0; o < size.Out; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < size.In; i++)
                {
                    sum += input[(r * size.In) + i] * weightTransposed[(o * size.In) + i];
                }

                output[(r * size.Out) + o] = sum;
            }
        }
    }

    /// <summary>A TensorPrimitives.Dot for every element, weights stored [out, in].</summary>
    public void TensorDot()
    {
        for (var r = 0; r < size.Rows; r++)
        {
            var row = input.AsSpan(r * size.In, size.In);
            for (var o = 0; o < size.Out; o++)
            {
                output[(r * size.Out) + o] = bias[o] + TensorPrimitives.Dot(row, weightTransposed.AsSpan(o * size.In, size.In));
            }
        }
    }

    /// <summary>A TensorPrimitives.MultiplyAdd for every row and input feature, weights stored [in, out].</summary>
    public void TensorMultiplyAdd()
    {
        for (var r = 0; r < size.Rows; r++)
        {
            var target = output.AsSpan(r * size.Out, size.Out);
            bias.CopyTo(target);
            for (var i = 0; i < size.In; i++)
            {
                TensorPrimitives.MultiplyAdd(weight.AsSpan(i * size.Out, size.Out), input[(r * size.In) + i], target, target);
            }
        }
    }

    private static float[] Random(int length)
    {
        var random = new Random(length);
        var values = new float[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
