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

    /// <summary>Whether no optimizer has come since the weight gradients that wait, so that another may join them.</summary>
    private bool IsWithoutUpdates => updates.Count == 0 && weights.All(task => task.Weight.Parameter < 0 && task.Bias.Parameter < 0);

    private void Add(Op op)
    {
        if (tile is not null && tile.Takes(op))
        {
            return;
        }

        CloseTile();
        if (op.Kind == OpKind.Update)
        {
            AddUpdate(op.As<UpdateCode>());
            return;
        }

        if (op.Kind == OpKind.LinearBackwardParameters && IsWithoutUpdates)
        {
            AddWeights(op.As<LinearBackwardParametersCode>());
            return;
        }

        CloseUpdates();
        switch (op.Kind)
        {
            case OpKind.LinearBackwardParameters:
                AddWeights(op.As<LinearBackwardParametersCode>());
                break;
            case OpKind.Gather:
                AddGather(op.As<GatherCode>(), op.Word);
                break;
            case OpKind.OneHot:
                AddOneHot(op.As<OneHotCode>(), op.Word);
                break;
            case OpKind.CrossEntropy:
                AddCrossEntropy(op.As<CrossEntropyCode>(), op.Word);
                break;
            case OpKind.SumOfSquares:
                var squares = op.As<SumOfSquaresCode>();
                launches.Add(new SquaresLaunch(squares.Values, squares.Length, squares.Scratch));
                launches.Add(new SquaresFinishLaunch(squares.Scratch, -1));
                break;
            case OpKind.ClipNorm:
                var clip = op.As<ClipNormCode>();
                launches.Add(new SquaresLaunch(clip.Gradients, clip.Length, clip.Scratch));
                launches.Add(new SquaresFinishLaunch(clip.Scratch, op.Word));
                launches.Add(new ScaleLaunch(clip.Gradients, clip.Length, -1, clip.Scratch + (2 * SquaresKernels.Parts) + 2));
                break;
            case OpKind.Scale:
                launches.Add(new ScaleLaunch(op.As<ScaleCode>().Values, op.As<ScaleCode>().Length, op.Word, -1));
                break;
            case OpKind.Copy:
                launches.Add(new CopyLaunch(op.As<CopyCode>().Source, op.Word, op.As<CopyCode>().Length));
                break;
            case OpKind.Clear:
                launches.Add(new ClearLaunch(op.As<ClearCode>().Values, op.As<ClearCode>().Length));
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

    private void AddGather(GatherCode code, int word) => launches.Add(new GatherLaunch(code.Pixels, new GatherTask
    {
        Features = code.Features,
        Rows = code.Rows,
        Table = code.Table,
        Output = code.Output,
        Indices = code.Indices,
        Word = word,
    }));

    private void AddOneHot(OneHotCode code, int word) => launches.Add(new OneHotLaunch(new OneHotTask
    {
        Labels = code.Labels,
        Indices = code.Indices,
        Word = word,
        Targets = code.Targets,
        Rows = code.Rows,
        Classes = code.Classes,
    }));

    private void AddCrossEntropy(CrossEntropyCode code, int word) => launches.Add(new CrossEntropyLaunch(new CrossEntropyTask
    {
        Logits = code.Logits,
        Targets = code.Targets,
        Rows = code.Rows,
        Classes = code.Classes,
        Gradient = code.Gradient,
        Word = word,
    }));

    private void AddWeights(LinearBackwardParametersCode code)
    {
        if (weights.Count == WeightGroup.Capacity)
        {
            CloseUpdates();
        }

        weights.Add(new WeightTask
        {
            Input = code.Input,
            OutputGradient = code.OutputGradient,
            Rows = code.Rows,
            In = code.In,
            Out = code.Out,
            Weight = Keep(code.WeightGradient, code.In * code.Out),
            Bias = Keep(code.BiasGradient, code.Out),
        });
    }

    private static UpdatePart Keep(int gradient, int length) =>
        new() { Gradient = gradient, Parameter = -1, State0 = -1, State1 = -1, State2 = -1, Length = length };

    private void AddUpdate(UpdateCode code)
    {
        var update = new UpdatePart
        {
            Parameter = code.Parameters,
            Gradient = code.Gradients,
            State0 = code.State0,
            State1 = code.State1,
            State2 = code.State2,
            Length = code.Length,
            Rule = code.Rule,
        };
        var spends = code.SpendsGradients != 0;
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
