using Temper.Gpu.Kernels;

namespace Temper.Gpu.Programs;

/// <summary>A matrix in the making: how it begins, and the stages that operations have added so far.</summary>
internal sealed class TileBuilder
{
    private readonly List<int[]> stages = [];
    private TileTask task;
    private int place;
    private bool isStored;
    private bool needsColumns;

    private int Length => task.Rows * task.Columns;

    /// <summary>Begins with an operation that makes or changes a matrix.</summary>
    public static TileBuilder Begin(Op op)
    {
        var builder = new TileBuilder();
        switch (op.Kind)
        {
            case OpKind.LinearForward:
                builder.task = new TileTask { A = op[0], B = op[1], Rows = op[4], Columns = op[6], Depth = op[5], BColumnStride = 1, BDepthStride = op[6] };
                builder.place = op[3];
                if (op[2] >= 0)
                {
                    builder.Stage(StageKind.Bias, 0, op[2]);
                }

                break;
            case OpKind.LinearBackwardInput:
                // inputGradient [rows, in] = outputGradient [rows, out] times weight^T: column i of B is row i of the weight.
                builder.task = new TileTask { A = op[0], B = op[1], Rows = op[3], Columns = op[4], Depth = op[5], BColumnStride = op[5], BDepthStride = 1 };
                builder.place = op[2];
                break;
            default:
                var (start, length, rows) = op.Kind switch
                {
                    OpKind.ReluForward or OpKind.Dropout => (op[0], op[1], op[2]),
                    OpKind.ReluBackward => (op[1], op[2], op[3]),
                    OpKind.BatchNormTrain or OpKind.BatchNormEvaluate => (op[0], op[2], op[3]),
                    OpKind.BatchNormBackward => (op[1], op[2], op[3]),
                    _ => throw new InvalidOperationException($"No kernel does {op.Kind}."),
                };
                builder.task = new TileTask { A = start, Rows = rows, Columns = length / rows };
                builder.place = start;
                builder.isStored = true;
                builder.Takes(op);
                break;
        }

        return builder;
    }

    /// <summary>Adds an operation, if it works on this matrix.</summary>
    public bool Takes(Op op)
    {
        switch (op.Kind)
        {
            case OpKind.ReluForward when IsHere(op[0], op[1]):
                return Stage(StageKind.Relu, op.Word);
            case OpKind.Dropout when IsHere(op[0], op[1]):
                return Stage(StageKind.Dropout, op.Word);
            case OpKind.ReluBackward when IsHere(op[1], op[2]):
                return Stage(StageKind.ReluBackward, op.Word, op[0]);
            case OpKind.BatchNormEvaluate when IsHere(op[0], op[2], op[3]):
                StoreInput();
                Stage(StageKind.BatchNormEvaluate, op.Word, op[4], op[5], op[6], op[7]);
                place = op[1];
                return true;
            case OpKind.BatchNormTrain when IsHere(op[0], op[2], op[3]) && HoldsColumns:
                // Its input is read again by its backward.
                StoreInput();
                Stage(StageKind.BatchNormTrain, op.Word, op[4], op[5], op[6], op[7], op[8], op[9]);
                needsColumns = true;
                place = op[1];
                return true;
            case OpKind.BatchNormBackward when IsHere(op[1], op[2], op[3]) && HoldsColumns:
                Stage(StageKind.BatchNormBackward, op.Word, op[0], op[4], op[5], op[6], op[7], op[8]);
                needsColumns = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends with the matrix in memory.</summary>
    public TileLaunch Close(List<int> all)
    {
        Stage(StageKind.Store, 0, place);
        task.FirstStage = all.Count / StageKind.Length;
        task.StageCount = stages.Count;
        foreach (var stage in stages)
        {
            all.AddRange(stage);
        }

        if (needsColumns && task.Depth == 0 && task.Rows > TileGeometry.MostRows)
        {
            throw new SpecException(
                $"BatchNorm1d on a GPU takes at most {TileGeometry.MostRows} rows a batch, received {task.Rows}; make the batch smaller or use --device cpu.");
        }

        return new TileLaunch(task, needsColumns);
    }

    /// <summary>A product's tile has all rows of small batches only; numbers that are there are loaded as it suits.</summary>
    private bool HoldsColumns => task.Depth == 0 || task.Rows <= TileGeometry.ProductRows;

    private bool IsHere(int start, int length) => start == place && length == Length;

    /// <summary>For what looks at columns: the same numbers can be cut into other rows.</summary>
    private bool IsHere(int start, int length, int rows) => IsHere(start, length) && rows == task.Rows;

    private void StoreInput()
    {
        if (!isStored)
        {
            Stage(StageKind.Store, 0, place);
        }

        isStored = false;
    }

    private bool Stage(int kind, int word, params ReadOnlySpan<int> offsets)
    {
        var stage = new int[StageKind.Length];
        stage[0] = kind;
        stage[1] = word;
        offsets.CopyTo(stage.AsSpan(2));
        stages.Add(stage);
        if (kind != StageKind.Store)
        {
            isStored = false;
        }

        return true;
    }
}
