namespace Temper.Devices.Cpu;

/// <content>Gather, ReLU, dropout, batch normalization, cross-entropy.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output)
    {
        var source = HostBytes.Of(pixels);
        foreach (var row in HostIndices.Of(batch))
        {
            if (row < 0 || (row + 1L) * features > source.Length)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(batch), $"Row {row} of {features} features is not inside the {source.Length} bytes.");
            }
        }

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

    /// <inheritdoc/>
    public override void ReluForward(View values, int rows) => Relu(values, default, new ReluFusion { Forward = true }, rows);

    /// <inheritdoc/>
    public override void ReluBackward(View output, View gradient, double scale, int rows) =>
        Relu(gradient, output, new ReluFusion { Gate = CpuBuffer.Of(output), GateScale = (float)scale }, rows);

    /// <inheritdoc/>
    public override void Dropout(View values, DropoutMask mask, int rows)
    {
        var args = new DropoutArgs
        {
            Values = CpuBuffer.Of(values), Rows = rows, Features = values.Length / rows, Mask = mask, InstructionSet = InstructionSet,
        };
        queue.Add(&DropoutKernel.Run, args, rows, 2 * values.Length / ElementsPerMicrosecond, [Access.WriteRows(values)]);
    }

    /// <inheritdoc/>
    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum)
    {
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

    /// <inheritdoc/>
    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps)
    {
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

    /// <inheritdoc/>
    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows) =>
        AddBatchNorm<BatchNormBackwardKernel>(
            BatchNormArguments(input, gradient, views, rows),
            input,
            gradient,
            [
                Access.Read(input), Access.Write(gradient), Access.Read(views.Weight), Access.Read(views.BatchMean),
                Access.Read(views.BatchInverseDeviation), Access.Write(views.WeightGradient), Access.Write(views.BiasGradient),
            ]);

    /// <inheritdoc/>
    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, CrossEntropyKernel.MostClasses);
        var truth = HostBytes.Of(labels);
        foreach (var row in HostIndices.Of(batch))
        {
            if (truth.Bytes[row] >= classes)
            {
                throw new ArgumentException($"Label {truth.Bytes[row]} of row {row} is not below the {classes} classes.", nameof(labels));
            }
        }

        // A double and an int for each row.
        Grow(ref rowResults, 3L * batch.Rows);
        var losses = (double*)CpuBuffer.Of(rowResults.All);
        var args = new CrossEntropyArgs
        {
            Logits = CpuBuffer.Of(logits),
            Labels = truth.Address,
            Indices = HostIndices.AddressOf(batch),
            Gradient = CpuBuffer.Of(logitsGradient),
            RowLosses = losses,
            RowsRight = (int*)(losses + batch.Rows),
            Result = CpuBuffer.Of(result),
            Smoothing = labelSmoothing,
            Rows = batch.Rows,
            Classes = classes,
        };
        var operation = queue.Add(
            &CrossEntropyKernel.Run,
            args,
            batch.Rows,
            logits.Length / 60.0,
            [Access.ReadRows(logits), Access.WriteRows(logitsGradient), Access.Write(rowResults.All), Access.Write(result)]);
        operation->Afterwards = &CrossEntropyKernel.Sum;
        queue.KeepAlive(truth);
        queue.KeepAlive(batch.Indices);
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
}
