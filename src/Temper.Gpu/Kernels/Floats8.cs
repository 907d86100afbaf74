using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>Eight floats in registers: a row of a wide thread tile. By hand, because arrays would live in slow memory.</summary>
internal struct Floats8
{
    public float X0;
    public float X1;
    public float X2;
    public float X3;
    public float X4;
    public float X5;
    public float X6;
    public float X7;

    /// <summary>sum + factor * row; the driver's compiler makes each line one fused multiply-add.</summary>
    public static Floats8 MultiplyAdd(float factor, Floats8 row, Floats8 sum)
    {
        Floats8 result;
        result.X0 = sum.X0 + (factor * row.X0);
        result.X1 = sum.X1 + (factor * row.X1);
        result.X2 = sum.X2 + (factor * row.X2);
        result.X3 = sum.X3 + (factor * row.X3);
        result.X4 = sum.X4 + (factor * row.X4);
        result.X5 = sum.X5 + (factor * row.X5);
        result.X6 = sum.X6 + (factor * row.X6);
        result.X7 = sum.X7 + (factor * row.X7);
        return result;
    }

    /// <summary>Two fours side by side.</summary>
    public static Floats8 Of(Floats4 low, Floats4 high)
    {
        Floats8 result;
        result.X0 = low.X0;
        result.X1 = low.X1;
        result.X2 = low.X2;
        result.X3 = low.X3;
        result.X4 = high.X0;
        result.X5 = high.X1;
        result.X6 = high.X2;
        result.X7 = high.X3;
        return result;
    }

    public readonly void Store(ArrayView<float> target, int first, int second)
    {
        target[first] = X0;
        target[first + 1] = X1;
        target[first + 2] = X2;
        target[first + 3] = X3;
        target[second] = X4;
        target[second + 1] = X5;
        target[second + 2] = X6;
        target[second + 3] = X7;
    }
}
