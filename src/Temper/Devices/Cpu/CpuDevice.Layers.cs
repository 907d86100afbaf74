using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <content>Gather, ReLU, dropout, batch normalization.</content>
public sealed unsafe partial class CpuDevice :
    IRuns<Gather>, IRuns<GatherFloats>, IRuns<ReluForward>, IRuns<ReluBackward>, IRuns<ApplyDropout>,
    IRuns<BatchNormTrain>, IRuns<BatchNormEvaluate>, IRuns<BatchNormBackward>
{
    void IRuns<Gather>.Run(in Gather operation)
    {
        var (pixels, batch, table, features, output) = operation;
        var source = HostData<byte>.Of(pixels);
        RequireInside(batch, features, source.Length, "bytes");

        var args = new GatherArgs
        {
            Pixels = source.Address,
            Indices = HostIndices.AddressOf(batch),
            Table = CpuBuffer.Of(table),
            Output = CpuBuffer.Of(output),
            Rows = batch.Rows,
            Features = features,
            InstructionSet = InstructionSet,
        };
        queue.Add(
            &GatherKernel.Run, args, batch.Rows, output.Length / ElementsPerMicrosecond, [Access.Read(table), Access.WriteRows(output)]);
        queue.KeepAlive(source);
        queue.KeepAlive(batch.Indices);
    }

    void IRuns<GatherFloats>.Run(in GatherFloats operation)
    {
        var (values, batch, centre, divisor, a, b, clip, features, output) = operation;
        var source = HostData<float>.Of(values);
        RequireInside(batch, features, source.Length, "floats");
        var args = new GatherFloatsArgs
        {
            Values = source.Address,
            Indices = HostIndices.AddressOf(batch),
            Centre = CpuBuffer.Of(centre),
            Divisor = CpuBuffer.Of(divisor),
            Output = CpuBuffer.Of(output),
            A = a,
            B = b,
            Clip = clip,
            Rows = batch.Rows,
            Features = features,
            InstructionSet = InstructionSet,
        };
        queue.Add(
            &GatherFloatsKernel.Run, args, batch.Rows, output.Length / ElementsPerMicrosecond,
            [Access.Read(centre), Access.Read(divisor), Access.WriteRows(output)]);
        queue.KeepAlive(source);
        queue.KeepAlive(batch.Indices);
    }

    void IRuns<ReluForward>.Run(in ReluForward operation) =>
        Relu(operation.Values, default, new ReluFusion { Forward = true }, operation.Rows);

    void IRuns<ReluBackward>.Run(in ReluBackward operation) => Relu(
        operation.Gradient,
        operation.Output,
        new ReluFusion { Gate = CpuBuffer.Of(operation.Output), GateScale = (float)operation.Scale },
        operation.Rows);

    void IRuns<ApplyDropout>.Run(in ApplyDropout operation)
    {
        var (values, mask, rows) = operation;
        var args = new DropoutArgs
        {
            Values = CpuBuffer.Of(values), Rows = rows, Features = values.Length / rows, Mask = mask, InstructionSet = InstructionSet,
        };
        queue.Add(&DropoutKernel.Run, args, rows, 2 * values.Length / ElementsPerMicrosecond, [Access.WriteRows(values)]);
    }

    void IRuns<BatchNormTrain>.Run(in BatchNormTrain operation)
    {
        var (input, output, views, rows, eps, momentum) = operation;
        var args = BatchNormArguments(input, output, views, rows);
        args.Eps = eps;
        args.Momentum = momentum;
        AddBatchNorm<BatchNormTrainKernel>(
            args,
            input,
            output,
            [
                Access.Read(input), Access.Write(output), Access.Read(views.Weight), Access.Read(views.Bias), Access.Write(views.RunningMean),
                Access.Write(views.RunningVariance), Access.Write(views.BatchMean), Access.Write(views.BatchInverseDeviation),
            ]);
    }

    void IRuns<BatchNormEvaluate>.Run(in BatchNormEvaluate operation)
    {
        var (input, output, views, rows, eps) = operation;
        var args = BatchNormArguments(input, output, views, rows);
        args.Eps = eps;
        AddBatchNorm<BatchNormEvaluateKernel>(
            args,
            input,
            output,
            [
                Access.Read(input), Access.Write(output), Access.Read(views.Weight), Access.Read(views.Bias), Access.Read(views.RunningMean),
                Access.Read(views.RunningVariance),
            ]);
    }

    void IRuns<BatchNormBackward>.Run(in BatchNormBackward operation)
    {
        var (input, gradient, views, rows) = operation;
        AddBatchNorm<BatchNormBackwardKernel>(
            BatchNormArguments(input, gradient, views, rows),
            input,
            gradient,
            [
                Access.Read(input), Access.Write(gradient), Access.Read(views.Weight), Access.Read(views.BatchMean),
                Access.Read(views.BatchInverseDeviation), Access.Write(views.WeightGradient), Access.Write(views.BiasGradient),
            ]);
    }

    private static BatchNormArgs BatchNormArguments(View input, View output, in BatchNormViews views, int rows) => new()
    {
        Input = CpuBuffer.Of(input),
        Output = CpuBuffer.Of(output),
        Weight = CpuBuffer.Of(views.Weight),
        Bias = CpuBuffer.Of(views.Bias),
        RunningMean = CpuBuffer.Of(views.RunningMean),
        RunningVariance = CpuBuffer.Of(views.RunningVariance),
        BatchMean = CpuBuffer.Of(views.BatchMean),
        BatchInverse = CpuBuffer.Of(views.BatchInverseDeviation),
        WeightGradient = CpuBuffer.Of(views.WeightGradient),
        BiasGradient = CpuBuffer.Of(views.BiasGradient),
        Rows = rows,
        Features = input.Length / rows,
    };

    private void AddBatchNorm<TKernel>(in BatchNormArgs args, View input, View output, ReadOnlySpan<Access> touches)
        where TKernel : IRangeKernel<BatchNormArgs>
    {
        var operation = AddRange<TKernel, BatchNormArgs>(args, 0, args.Features, 3L * input.Length, touches);
        operation->Output = args.Output;
        operation->OutputLength = output.Length;
        operation->Relu = &((RangeWork<BatchNormArgs>*)operation->Arguments)->Args.Relu;
    }

    /// <summary>Joins ReLU or its backward with the operation that computed the values, if that is pending; else adds it.</summary>
    private void Relu(View values, View gate, ReluFusion relu, int rows)
    {
        var address = CpuBuffer.Of(values);
        var last = queue.Last;
        if (last is not null && last->Relu is not null && last->Relu->IsEmpty && (last->Hook is null || last->Hook->Run is null)
            && last->Output == address && last->OutputLength == values.Length)
        {
            var byRows = last->Rows == rows;
            if (queue.Extend(last, [byRows ? Access.ReadRows(gate) : Access.Read(gate)], 0))
            {
                *last->Relu = relu;
                return;
            }
        }

        var args = new ElementwiseArgs { Values = address, Relu = relu };
        AddRange<ReluKernel, ElementwiseArgs>(
            args, rows, values.Length / rows, values.Length, [Access.WriteRows(values), Access.ReadRows(gate)]);
    }

    private static void RequireInside(Batch batch, int features, int length, string what)
    {
        foreach (var row in HostIndices.Of(batch))
        {
            if (row < 0 || (row + 1L) * features > length)
            {
                throw new ArgumentOutOfRangeException(nameof(batch), $"Row {row} of {features} features is not inside the {length} {what}.");
            }
        }
    }
}
