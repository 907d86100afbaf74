using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <content>Activations, layer normalization, and what skip connections need.</content>
public sealed unsafe partial class CpuDevice :
    IRuns<Activate>, IRuns<ActivateBackward>, IRuns<Add>, IRuns<Copy>,
    IRuns<LayerNormForward>, IRuns<LayerNormBackwardParameters>, IRuns<LayerNormBackwardInput>
{
    // An exponential and a division for every element.
    private const double ActivationsPerMicrosecond = 400;
    private const double NormalizationsPerMicrosecond = 1000;

    void IRuns<Activate>.Run(in Activate operation)
    {
        var (input, output, function, rows) = operation;
        AddActivation(function, function.Forward, input, output, rows, input == output ? Access.WriteRows(output) : Access.ReadRows(input));
    }

    void IRuns<ActivateBackward>.Run(in ActivateBackward operation)
    {
        var (input, gradient, function, rows) = operation;
        AddActivation(function, function.Backward, input, gradient, rows, Access.ReadRows(input));
    }

    void IRuns<Add>.Run(in Add operation)
    {
        var (target, source, other, rows) = operation;
        var args = new SumArgs { Target = CpuBuffer.Of(target), Source = CpuBuffer.Of(source), Other = CpuBuffer.Of(other) };
        AddSum<AddKernel>(args, target, rows, [Access.WriteRows(target), Access.ReadRows(source), Access.ReadRows(other)]);
    }

    void IRuns<Copy>.Run(in Copy operation)
    {
        var (source, target, rows) = operation;
        var args = new SumArgs { Target = CpuBuffer.Of(target), Source = CpuBuffer.Of(source) };
        AddSum<CopyKernel>(
            args,
            target,
            rows,
            rows > 0 ? [Access.WriteRows(target), Access.ReadRows(source)] : [Access.Write(target), Access.Read(source)]);
    }

    void IRuns<LayerNormForward>.Run(in LayerNormForward operation)
    {
        var (input, output, weight, bias, statistics, rows, eps) = operation;
        var args = new LayerNormArgs
        {
            Input = CpuBuffer.Of(input),
            Output = CpuBuffer.Of(output),
            Weight = CpuBuffer.Of(weight),
            Bias = CpuBuffer.Of(bias),
            Statistics = CpuBuffer.Of(statistics),
            Rows = rows,
            Features = input.Length / rows,
            Eps = eps,
        };
        queue.Add(
            &LayerNormRows.Forward,
            args,
            rows,
            input.Length / NormalizationsPerMicrosecond,
            [Access.ReadRows(input), Access.WriteRows(output), Access.Read(weight), Access.Read(bias), Access.WriteRows(statistics)]);
    }

    void IRuns<LayerNormBackwardParameters>.Run(in LayerNormBackwardParameters operation)
    {
        var (input, gradient, statistics, weightGradient, biasGradient, rows) = operation;
        var args = new LayerNormArgs
        {
            Input = CpuBuffer.Of(input),
            Output = CpuBuffer.Of(gradient),
            Statistics = CpuBuffer.Of(statistics),
            WeightGradient = CpuBuffer.Of(weightGradient),
            BiasGradient = CpuBuffer.Of(biasGradient),
            Rows = rows,
            Features = input.Length / rows,
        };
        AddRange<LayerNormParametersKernel, LayerNormArgs>(
            args,
            0,
            args.Features,
            2L * input.Length,
            [Access.Read(input), Access.Read(gradient), Access.Read(statistics), Access.Write(weightGradient), Access.Write(biasGradient)]);
    }

    void IRuns<LayerNormBackwardInput>.Run(in LayerNormBackwardInput operation)
    {
        var (input, gradient, weight, statistics, rows) = operation;
        var args = new LayerNormArgs
        {
            Input = CpuBuffer.Of(input),
            Output = CpuBuffer.Of(gradient),
            Weight = CpuBuffer.Of(weight),
            Statistics = CpuBuffer.Of(statistics),
            Rows = rows,
            Features = input.Length / rows,
        };
        queue.Add(
            &LayerNormRows.Backward,
            args,
            rows,
            input.Length / NormalizationsPerMicrosecond,
            [Access.ReadRows(input), Access.WriteRows(gradient), Access.Read(weight), Access.ReadRows(statistics)]);
    }

    private void AddActivation(
        ActivationFunction function, delegate*<void*, float*, float*, int, void> run, View input, View output, int rows, Access read)
    {
        var args = new ActivationArgs
        {
            Run = run,
            Formula = function.Formula,
            Input = CpuBuffer.Of(input),
            Output = CpuBuffer.Of(output),
            Rows = rows,
            Width = input.Length / rows,
        };
        queue.Add(&ActivationArgs.RunPart, args, rows, input.Length / ActivationsPerMicrosecond, [read, Access.WriteRows(output)]);
        queue.KeepAlive(function);
    }

    /// <summary>Adds a kernel whose output a ReLU can join.</summary>
    private void AddSum<TKernel>(in SumArgs args, View target, int rows, ReadOnlySpan<Access> touches)
        where TKernel : IRangeKernel<SumArgs>
    {
        var width = rows > 0 ? target.Length / rows : target.Length;
        var operation = AddRange<TKernel, SumArgs>(args, rows, width, target.Length, touches);
        operation->Output = args.Target;
        operation->OutputLength = target.Length;
        operation->Relu = &((RangeWork<SumArgs>*)operation->Arguments)->Args.Relu;
    }

    /// <summary>An activation over the rows of a batch.</summary>
    private struct ActivationArgs
    {
        public delegate*<void*, float*, float*, int, void> Run;
        public void* Formula;
        public float* Input;
        public float* Output;
        public int Rows;
        public int Width;

        /// <summary>One thread's rows.</summary>
        public static void RunPart(void* arguments, int part, int parts)
        {
            ref var args = ref *(ActivationArgs*)arguments;
            var (from, to) = Parts.Rows(args.Rows, part, parts);
            var start = (nint)from * args.Width;
            args.Run(args.Formula, args.Input + start, args.Output + start, (to - from) * args.Width);
        }
    }
}
