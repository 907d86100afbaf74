using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>How most rules begin: g = direction * gradient + weightDecay * parameter.</summary>
internal readonly struct Gradient(double direction, double weightDecay)
{
    private readonly double direction = direction;
    private readonly double weightDecay = weightDecay;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane parameter, TLane gradient)
        where TLane : struct, ILane<TLane>
    {
        var g = direction < 0 ? TLane.Create(0) - gradient : gradient;
        return weightDecay == 0 ? g : g + (TLane.Create(weightDecay) * parameter);
    }
}
