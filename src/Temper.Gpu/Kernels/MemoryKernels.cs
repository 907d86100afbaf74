using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>Kernels that move numbers. Grid: any number of blocks, nets; the blocks share the elements.</summary>
internal static class MemoryKernels
{
    private static int First => (Grid.IdxX * Group.DimX) + Group.IdxX;

    private static int Step => Grid.DimX * Group.DimX;

    /// <summary>output[r][f] = table[pixels[rows[start + r]][f]].</summary>
    public static void Gather(KernelContext context, ArrayView<byte> pixels, GatherTask task)
    {
        var net = context.Net;
        var start = task.Indices + context.Words[context.Line + task.Word];
        for (var i = First; i < task.Rows * task.Features; i += Step)
        {
            var image = (int)Interop.FloatAsInt(net[start + (i / task.Features)]);
            net[task.Output + i] = net[task.Table + pixels[(image * task.Features) + (i % task.Features)]];
        }
    }

    /// <summary>targets[r][c] = 1 where c is the label of row rows[start + r], else 0.</summary>
    public static void OneHot(KernelContext context, OneHotTask task)
    {
        var net = context.Net;
        var start = task.Indices + context.Words[context.Line + task.Word];
        for (var i = First; i < task.Rows * task.Classes; i += Step)
        {
            var row = (int)Interop.FloatAsInt(net[start + (i / task.Classes)]);
            var label = (int)Interop.FloatAsInt(net[task.Labels + row]);
            net[task.Targets + i] = i % task.Classes == label ? 1f : 0f;
        }
    }

    /// <summary>Copies a stretch onto another; where it goes is a word.</summary>
    public static void Copy(KernelContext context, int source, int word, int length)
    {
        var net = context.Net;
        var target = context.Words[context.Line + word];
        for (var i = First; i < length; i += Step)
        {
            net[target + i] = net[source + i];
        }
    }

    /// <summary>Sets a stretch to 0.</summary>
    public static void Clear(KernelContext context, int start, int length)
    {
        var net = context.Net;
        for (var i = First; i < length; i += Step)
        {
            net[start + i] = 0;
        }
    }

    /// <summary>Multiplies a stretch by a word, or, where the word is below 0, by a number of the net.</summary>
    public static void Scale(KernelContext context, int start, int length, int word, int factor)
    {
        var net = context.Net;
        var by = word < 0 ? net[factor] : context.Number(word);
        for (var i = First; i < length; i += Step)
        {
            net[start + i] *= by;
        }
    }

    /// <summary>packed[net][i] = the net's number start + i: what goes to the host in one copy.</summary>
    public static void Pack(KernelContext context, ArrayView<float> packed, int start, int length)
    {
        var net = context.Net;
        var line = packed.SubView((long)Grid.IdxY * length, length);
        for (var i = First; i < length; i += Step)
        {
            line[i] = net[start + i];
        }
    }

    /// <summary>The net's number start + i = packed[net][i]: what came from the host in one copy.</summary>
    public static void Unpack(KernelContext context, ArrayView<float> packed, int start, int length)
    {
        var net = context.Net;
        var line = packed.SubView((long)Grid.IdxY * length, length);
        for (var i = First; i < length; i += Step)
        {
            net[start + i] = line[i];
        }
    }

    /// <summary>Copies whole nets to where they have more room. Grid: any number of blocks, nets.</summary>
    public static void Move(ArrayView<float> from, long fromStride, ArrayView<float> to, long toStride)
    {
        var source = from.SubView(Grid.IdxY * fromStride, fromStride);
        var target = to.SubView(Grid.IdxY * toStride, toStride);
        for (var i = First; i < (int)fromStride; i += Step)
        {
            target[i] = source[i];
        }
    }
}
