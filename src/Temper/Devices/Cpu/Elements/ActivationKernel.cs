using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>An activation over a stretch of numbers, four doubles side by side, whatever the processor's vectors are.</summary>
internal static unsafe class ActivationKernel<TFormula>
    where TFormula : unmanaged, IActivation
{
    /// <summary>y becomes the function of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(void* options, float* x, float* y, int count)
    {
        var formula = Unsafe.ReadUnaligned<TFormula>(options);
        var i = 0;
        for (; i + WideDoubles.Count <= count; i += WideDoubles.Count)
        {
            WideDoubles.Store(formula.Value(WideDoubles.Load(x + i)), y + i);
        }

        if (i < count)
        {
            WideDoubles.StoreFirst(formula.Value(WideDoubles.LoadFirst(x + i, count - i)), y + i, count - i);
        }
    }

    /// <summary>The gradient is multiplied by the derivative at x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(void* options, float* x, float* gradient, int count)
    {
        var formula = Unsafe.ReadUnaligned<TFormula>(options);
        var i = 0;
        for (; i + WideDoubles.Count <= count; i += WideDoubles.Count)
        {
            WideDoubles.Store(WideDoubles.Load(gradient + i) * formula.Derivative(WideDoubles.Load(x + i)), gradient + i);
        }

        if (i < count)
        {
            var left = count - i;
            WideDoubles.StoreFirst(
                WideDoubles.LoadFirst(gradient + i, left) * formula.Derivative(WideDoubles.LoadFirst(x + i, left)), gradient + i, left);
        }
    }
}
