using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <content>Targets and losses.</content>
public sealed unsafe partial class CpuDevice : IRuns<OneHot>, IRuns<SoftmaxCrossEntropy>, IRuns<MeanSquaredError>, IRuns<MeanHuberError>
{
    // Exponentials and divisions in double, of which the loss needs two for each class.
    private const double LossElementsPerMicrosecond = 60;

    void IRuns<OneHot>.Run(in OneHot operation)
    {
        var (labels, batch, classes, targets) = operation;
        var all = HostIndices.All(labels);
        foreach (var row in HostIndices.Of(batch))
        {
            if ((uint)all[row] >= (uint)classes)
            {
                throw new ArgumentException($"Label {all[row]} of row {row} is not below the {classes} classes.", nameof(operation));
            }
        }

        var args = new OneHotArgs
        {
            Labels = HostIndices.AddressOf(labels),
            Indices = HostIndices.AddressOf(batch),
            Targets = CpuBuffer.Of(targets),
            Rows = batch.Rows,
            Classes = classes,
        };
        queue.Add(&OneHotKernel.Run, args, batch.Rows, targets.Length / ElementsPerMicrosecond, [Access.WriteRows(targets)]);
        queue.KeepAlive(labels);
        queue.KeepAlive(batch.Indices);
    }

    void IRuns<SoftmaxCrossEntropy>.Run(in SoftmaxCrossEntropy operation)
    {
        var (logits, targets, rows, classes, labelSmoothing, gradient, result) = operation;

        // A double and an int for each row, and each thread's scratch.
        var rowNumbers = 3L * rows;
        rowNumbers += rowNumbers & 1;
        Grow(ref lossScratch, rowNumbers + (2 * CrossEntropyKernel.ScratchOf(classes) * Threads));
        var losses = (double*)CpuBuffer.Of(lossScratch.All);
        var args = new CrossEntropyArgs
        {
            Logits = CpuBuffer.Of(logits),
            Targets = CpuBuffer.Of(targets),
            Gradient = CpuBuffer.Of(gradient),
            RowLosses = losses,
            RowsRight = (int*)(losses + rows),
            Scratch = (double*)(CpuBuffer.Of(lossScratch.All) + rowNumbers),
            Result = CpuBuffer.Of(result),
            Smoothing = labelSmoothing,
            Rows = rows,
            Classes = classes,
        };
        var pending = queue.Add(
            &CrossEntropyKernel.Run,
            args,
            rows,
            logits.Length / LossElementsPerMicrosecond,
            [
                Access.ReadRows(logits), Access.ReadRows(targets), Access.WriteRows(gradient), Access.Write(lossScratch.All), Access.Write(result),
            ]);
        pending->Afterwards = &CrossEntropyKernel.Sum;
    }

    void IRuns<MeanSquaredError>.Run(in MeanSquaredError operation) => AddErrors(
        operation.Outputs, operation.Targets, operation.Rows, delta: float.PositiveInfinity, operation.Gradient, operation.Result, isSquared: true);

    void IRuns<MeanHuberError>.Run(in MeanHuberError operation) => AddErrors(
        operation.Outputs, operation.Targets, operation.Rows, operation.Delta, operation.Gradient, operation.Result, isSquared: false);

    private void AddErrors(View outputs, View targets, int rows, double delta, View gradient, View result, bool isSquared)
    {
        Grow(ref lossScratch, 4L * rows);
        var sums = (double*)CpuBuffer.Of(lossScratch.All);
        var args = new ErrorArgs
        {
            Outputs = CpuBuffer.Of(outputs),
            Targets = CpuBuffer.Of(targets),
            Gradient = CpuBuffer.Of(gradient),
            RowLosses = sums,
            RowSquares = sums + rows,
            Result = CpuBuffer.Of(result),
            Delta = delta,
            IsSquared = isSquared ? 1 : 0,
            Rows = rows,
            Width = outputs.Length / rows,
        };
        var pending = queue.Add(
            &ErrorKernel.Run,
            args,
            rows,
            outputs.Length / LossElementsPerMicrosecond,
            [
                Access.ReadRows(outputs), Access.ReadRows(targets), Access.WriteRows(gradient), Access.Write(lossScratch.All), Access.Write(result),
            ]);
        pending->Afterwards = &ErrorKernel.Sum;
    }
}
