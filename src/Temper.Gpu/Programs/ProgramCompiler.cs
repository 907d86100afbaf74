using Temper.Gpu.Kernels;

namespace Temper.Gpu.Programs;

/// <summary>
/// From a batch's operations to few kernels. A product takes along what happens to its result (bias, BatchNorm, ReLU, Dropout and their
/// backward); weight gradients that follow each other share a kernel and take along their updates; the other updates share one.
/// </summary>
internal sealed class ProgramCompiler
{
    private readonly List<Launch> launches = [];
    private readonly List<int> stages = [];
    private readonly List<WeightTask> weights = [];
    private readonly List<UpdatePart> updates = [];
    private TileBuilder? tile;

    /// <summary>Compiles one batch.</summary>
    public static CompiledProgram Compile(IReadOnlyList<Op> ops)
    {
        var compiler = new ProgramCompiler();
        foreach (var op in ops)
        {
            compiler.Add(op);
        }

        compiler.CloseTile();
        compiler.CloseUpdates();
        return new CompiledProgram(compiler.launches, [.. compiler.stages]);
    }

    private void Add(Op op)
    {
        if (tile is not null && tile.Takes(op))
        {
            return;
        }

        CloseTile();
        if (op.Kind == OpKind.Update)
        {
            AddUpdate(op);
            return;
        }

        if (op.Kind == OpKind.LinearBackwardParameters && updates.Count == 0 && weights.All(task => task.Weight.Parameter < 0 && task.Bias.Parameter < 0))
        {
            AddWeights(op);
            return;
        }

        CloseUpdates();
        switch (op.Kind)
        {
            case OpKind.LinearBackwardParameters:
                AddWeights(op);
                break;
            case OpKind.Gather:
                launches.Add(new GatherLaunch(op[0], new GatherTask { Features = op[1], Rows = op[2], Table = op[3], Output = op[4], Indices = op[5], Word = op.Word }));
                break;
            case OpKind.CrossEntropy:
                launches.Add(new CrossEntropyLaunch(op[1], new CrossEntropyTask { Logits = op[0], Indices = op[2], Rows = op[3], Classes = op[4], Gradient = op[5], Word = op.Word }));
                break;
            case OpKind.SumOfSquares:
                launches.Add(new SquaresLaunch(op[0], op[1], op[2]));
                launches.Add(new SquaresFinishLaunch(op[2], -1));
                break;
            case OpKind.ClipNorm:
                launches.Add(new SquaresLaunch(op[0], op[1], op[2]));
                launches.Add(new SquaresFinishLaunch(op[2], op.Word));
                launches.Add(new ScaleLaunch(op[0], op[1], -1, op[2] + (2 * SquaresKernels.Parts) + 2));
                break;
            case OpKind.Scale:
                launches.Add(new ScaleLaunch(op[0], op[1], op.Word, -1));
                break;
            case OpKind.Copy:
                launches.Add(new CopyLaunch(op[0], op.Word, op[1]));
                break;
            case OpKind.Clear:
                launches.Add(new ClearLaunch(op[0], op[1]));
                break;
            default:
                tile = TileBuilder.Begin(op);
                break;
        }
    }

    private void CloseTile()
    {
        if (tile is not null)
        {
            launches.Add(tile.Close(stages));
            tile = null;
        }
    }

    private void AddWeights(Op op)
    {
        if (weights.Count == WeightGroup.Capacity)
        {
            CloseUpdates();
        }

        weights.Add(new WeightTask
        {
            Input = op[0],
            OutputGradient = op[1],
            Rows = op[4],
            In = op[5],
            Out = op[6],
            Weight = Keep(op[2], op[5] * op[6]),
            Bias = Keep(op[3], op[6]),
        });
    }

    private static UpdatePart Keep(int gradient, int length) =>
        new() { Gradient = gradient, Parameter = -1, State0 = -1, State1 = -1, State2 = -1, Length = length };

    private void AddUpdate(Op op)
    {
        var update = new UpdatePart
        {
            Parameter = op[0],
            Gradient = op[1],
            State0 = op[2],
            State1 = op[3],
            State2 = op[4],
            Length = op[5],
            Rule = op[7],
        };
        var spends = op[6] != 0;
        for (var i = 0; i < weights.Count; i++)
        {
            var task = weights[i];
            if (Matches(task.Weight, update))
            {
                weights[i] = task with { Weight = Joined(update, spends) };
                return;
            }

            if (Matches(task.Bias, update))
            {
                weights[i] = task with { Bias = Joined(update, spends) };
                return;
            }
        }

        if (updates.Count == UpdateGroup.Capacity)
        {
            CloseUpdates();
        }

        updates.Add(update);
    }

    private static bool Matches(UpdatePart made, UpdatePart update) =>
        made.Gradient >= 0 && made.Gradient == update.Gradient && made.Parameter < 0 && made.Length == update.Length;

    private static UpdatePart Joined(UpdatePart update, bool spends) => spends ? update with { Gradient = -1 } : update;

    private void CloseUpdates()
    {
        if (weights.Count > 0)
        {
            launches.Add(new WeightsLaunch([.. weights]));
            weights.Clear();
        }

        if (updates.Count > 0)
        {
            launches.Add(new UpdateLaunch([.. updates]));
            updates.Clear();
        }
    }
}
