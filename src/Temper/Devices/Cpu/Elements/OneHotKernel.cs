namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of labels that become targets.</summary>
internal unsafe struct OneHotArgs
{
    public int* Labels;
    public int* Indices;
    public float* Targets;
    public int Rows;
    public int Classes;
}

/// <summary>Targets[r, c] = 1 for the label's class, else 0.</summary>
internal static unsafe class OneHotKernel
{
    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(OneHotArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (var r = from; r < to; r++)
        {
            var targets = args.Targets + ((nint)r * args.Classes);
            new Span<float>(targets, args.Classes).Clear();
            targets[args.Labels[args.Indices[r]]] = 1;
        }
    }
}
