using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Temper.Gpu.Hardware;

namespace Temper.Gpu.Replicas;

/// <summary>
/// Memory of the host that a GPU copies from and to while the host goes on (page-locked). It grows when it must; whoever writes into it
/// makes sure that no copy is still reading.
/// </summary>
internal sealed unsafe class HostMemory(GpuHardware hardware) : IDisposable
{
    private nint address;
    private long bytes;

    /// <summary>The first byte.</summary>
    public byte* Address => (byte*)address;

    /// <summary>Bytes there are.</summary>
    public long Length => bytes;

    /// <summary>Makes it at least so long; what was in it is lost if it grows.</summary>
    public void Reserve(long needed)
    {
        if (needed <= bytes)
        {
            return;
        }

        hardware.Stream.Synchronize();
        Free();
        var wanted = Math.Max(needed, 1 << 16);
        if (hardware.IsSimulated)
        {
            address = (nint)NativeMemory.AlignedAlloc((nuint)wanted, 64);
        }
        else
        {
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.AllocateHostMemory(out address, (nint)wanted));
        }

        bytes = wanted;
    }

    /// <summary>Copies to the GPU, behind what its stream has still to do.</summary>
    public void CopyTo<T>(ArrayView<T> target, long firstByte)
        where T : unmanaged
    {
        if (hardware.IsSimulated)
        {
            hardware.Stream.Synchronize();
            var length = (int)target.Length;
            var source = new Span<T>((void*)(address + (nint)firstByte), length);
            source.CopyTo(new Span<T>((void*)target.LoadEffectiveAddressAsPtr(), length));
            return;
        }

        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.MemcpyAsync(
            target.LoadEffectiveAddressAsPtr(), address + (nint)firstByte, (nint)target.LengthInBytes, hardware.Stream));
    }

    /// <summary>Copies from the GPU to the beginning and waits until it is there.</summary>
    public void CopyFrom<T>(ArrayView<T> source)
        where T : unmanaged
    {
        if (hardware.IsSimulated)
        {
            hardware.Stream.Synchronize();
            new Span<T>((void*)source.LoadEffectiveAddressAsPtr(), (int)source.Length).CopyTo(new Span<T>((void*)address, (int)source.Length));
            return;
        }

        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.MemcpyAsync(
            address, source.LoadEffectiveAddressAsPtr(), (nint)source.LengthInBytes, hardware.Stream));
        hardware.Stream.Synchronize();
    }

    /// <inheritdoc/>
    public void Dispose() => Free();

    private void Free()
    {
        if (address == 0)
        {
            return;
        }

        if (hardware.IsSimulated)
        {
            NativeMemory.AlignedFree((void*)address);
        }
        else
        {
            _ = CudaAPI.CurrentAPI.FreeHostMemory(address);
        }

        address = 0;
        bytes = 0;
    }
}
