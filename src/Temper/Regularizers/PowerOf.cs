using System.Runtime.Intrinsics;
using Temper.Devices.Cpu;

namespace Temper.Regularizers;

/// <summary>Powers whose bits are the same on every machine.</summary>
internal static class PowerOf
{
    /// <summary>x^y = e^(y ln x), for x above 0; good to about 1e-9 relative.</summary>
    public static double Number(double x, double y) => Elementary.Exp(Vector512.Create(y * Elementary.Log(x))).GetElement(0);
}
