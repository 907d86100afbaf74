using System.Runtime.InteropServices;

namespace Temper.Gpu.Kernels;

/// <summary>Four floats that one instruction reads: 16 bytes on a 16-byte boundary.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Floats4
{
    public float X0;
    public float X1;
    public float X2;
    public float X3;
}
