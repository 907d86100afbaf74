using ILGPU;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Softmax, cross-entropy and its gradient: a thread for each row, a block for each net. Losses are added as BatchNorm's columns are: lane l
/// of the first warp adds the rows l, l + 32, ... in order, then lanes are added pairwise.
/// </summary>
internal static class CrossEntropyKernel
{
    /// <summary>Rows whose losses wait in shared memory at a time; each needs two floats.</summary>
    public const int RowsAtATime = 1024;

    /// <summary>Grid: 1, nets. As ReferenceDevice.CrossEntropy.</summary>
    public static void Run(KernelContext context, CrossEntropyTask task)
    {
        var shared = SharedMemory.GetDynamic<float>();
        var net = context.Net;
        var loss = 0f;
        var correct = 0f;
        for (var first = 0; first < task.Rows; first += RowsAtATime)
        {
            var rows = IntrinsicMath.Min(RowsAtATime, task.Rows - first);
            for (var row = (int)Group.IdxX; row < rows; row += Group.DimX)
            {
                Row(context, net, shared, task, first + row, row);
            }

            Group.Barrier();
            if (Group.IdxX < BatchNormStages.WarpSize)
            {
                for (var row = (int)Group.IdxX; row < rows; row += BatchNormStages.WarpSize)
                {
                    loss += shared[2 * row];
                    correct += shared[(2 * row) + 1];
                }
            }

            // The next rows take the places of these; after the last there are none.
            if (first + RowsAtATime < task.Rows)
            {
                Group.Barrier();
            }
        }

        WarpLanes.AddBoth(ref loss, ref correct);
        if (Group.IdxX == 0)
        {
            var result = context.Words[context.Line + task.Word];
            net[result] = loss / task.Rows;
            net[result + 1] = correct;
        }
    }

    private static void Row(KernelContext context, ArrayView<float> net, ArrayView<float> shared, CrossEntropyTask task, int row, int place)
    {
        var targets = task.Targets + (row * task.Classes);
        var logits = task.Logits + (row * task.Classes);
        var best = 0;
        var label = 0;
        for (var c = 1; c < task.Classes; c++)
        {
            best = net[logits + c] > net[logits + best] ? c : best;
            label = net[targets + c] > net[targets + label] ? c : label;
        }

        double largest = net[logits + best];
        double smoothing = context.Number(task.Word + 1);
        var sum = 0.0;
        var targetSum = 0.0;
        for (var c = 0; c < task.Classes; c++)
        {
            sum += DoubleMath.Exp(net[logits + c] - largest);
            targetSum += (net[targets + c] * (1 - smoothing)) + (smoothing / task.Classes);
        }

        var logSum = Elementary.Log(sum);
        var total = 0.0;
        for (var c = 0; c < task.Classes; c++)
        {
            var target = (net[targets + c] * (1 - smoothing)) + (smoothing / task.Classes);
            var fromLargest = net[logits + c] - largest;
            total += target > 0 ? target * (logSum - fromLargest) : 0;
            if (task.Gradient >= 0)
            {
                net[task.Gradient + (row * task.Classes) + c] = (float)(((DoubleMath.Exp(fromLargest) / sum * targetSum) - target) / task.Rows);
            }
        }

        shared[2 * place] = (float)total;
        // Floats: ILGPU 1.5.3 folds the conversion of two chosen whole numbers into their bits, 1 into 1.4e-45.
        shared[(2 * place) + 1] = best == label ? 1f : 0f;
    }
}
