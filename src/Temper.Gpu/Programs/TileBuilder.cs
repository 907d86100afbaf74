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
                builder.BeginForward(op.As<LinearForwardCode>());
                break;
            case OpKind.LinearBackwardInput:
                builder.BeginBackward(op.As<LinearBackwardInputCode>());
                break;
            default:
                var (start, length, rows) = Matrix(op);
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
            case OpKind.ReluForward when IsHere(op):
                return Stage(StageKind.Relu, op.Word);
            case OpKind.Dropout when IsHere(op):
                return Stage(StageKind.Dropout, op.Word);
            case OpKind.ReluBackward when IsHere(op):
                return Stage(StageKind.ReluBackward, op.Word, op.As<ReluBackwardCode>().Output);
            case OpKind.BatchNormEvaluate when IsHereByRows(op):
                StoreInput();
                var evaluate = op.As<BatchNormEvaluateCode>();
                Stage(StageKind.BatchNormEvaluate, op.Word, evaluate.Weight, evaluate.Bias, evaluate.RunningMean, evaluate.RunningVariance);
                place = evaluate.Output;
                return true;
            case OpKind.BatchNormTrain when IsHereByRows(op) && HoldsColumns:
                // Its input is read again by its backward.
                StoreInput();
                var train = op.As<BatchNormTrainCode>();
                Stage(
                    StageKind.BatchNormTrain,
                    op.Word,
                    train.Weight,
                    train.Bias,
                    train.RunningMean,
                    train.RunningVariance,
                    train.BatchMean,
                    train.BatchInverse);
                needsColumns = true;
                place = train.Output;
                return true;
            case OpKind.BatchNormBackward when IsHereByRows(op) && HoldsColumns:
                var backward = op.As<BatchNormBackwardCode>();
                Stage(
                    StageKind.BatchNormBackward, op.Word, backward.Input, backward.Weight, backward.BatchMean, backward.BatchInverse,
                    backward.WeightGradient, backward.BiasGradient);
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
                $"BatchNorm1d on a GPU takes at most {TileGeometry.MostRows} rows a batch, received {task.Rows}; "
                + "make the batch smaller or use --device cpu.");
        }

        return new TileLaunch(task, needsColumns);
    }

    /// <summary>A product's tile has all rows of small batches only; numbers that are there are loaded as it suits.</summary>
    private bool HoldsColumns => task.Depth == 0 || task.Rows <= TileGeometry.ProductRows;

    /// <summary>The matrix that an operation changes, or begins with.</summary>
    private static (int Start, int Length, int Rows) Matrix(Op op) => op.Kind switch
    {
        OpKind.ReluForward when op.As<ReluForwardCode>() is var code => (code.Values, code.Length, code.Rows),
        OpKind.Dropout when op.As<DropoutCode>() is var code => (code.Values, code.Length, code.Rows),
        OpKind.ReluBackward when op.As<ReluBackwardCode>() is var code => (code.Gradient, code.Length, code.Rows),
        OpKind.BatchNormTrain when op.As<BatchNormTrainCode>() is var code => (code.Input, code.Length, code.Rows),
        OpKind.BatchNormEvaluate when op.As<BatchNormEvaluateCode>() is var code => (code.Input, code.Length, code.Rows),
        OpKind.BatchNormBackward when op.As<BatchNormBackwardCode>() is var code => (code.Gradient, code.Length, code.Rows),
        _ => throw new InvalidOperationException($"No kernel does {op.Kind}."),
    };

    private void BeginForward(LinearForwardCode code)
    {
        task = new TileTask
        {
            A = code.Input, B = code.Weight, Rows = code.Rows, Columns = code.Out, Depth = code.In, BColumnStride = 1, BDepthStride = code.Out,
        };
        place = code.Output;
        if (code.Bias >= 0)
        {
            Stage(StageKind.Bias, 0, code.Bias);
        }
    }

    /// <summary>inputGradient [rows, in] = outputGradient [rows, out] times weight^T: column i of B is row i of the weight.</summary>
    private void BeginBackward(LinearBackwardInputCode code)
    {
        task = new TileTask
        {
            A = code.OutputGradient,
            B = code.Weight,
            Rows = code.Rows,
            Columns = code.In,
            Depth = code.Out,
            BColumnStride = code.Out,
            BDepthStride = 1,
        };
        place = code.InputGradient;
    }

    private bool IsHere(Op op) => Matrix(op) is var (start, length, _) && start == place && length == Length;

    /// <summary>For what looks at columns: the same numbers can be cut into other rows.</summary>
    private bool IsHereByRows(Op op) => IsHere(op) && Matrix(op).Rows == task.Rows;

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
