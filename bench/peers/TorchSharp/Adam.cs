using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Peers;

/// <summary>A training step's backward pass and update.</summary>
internal interface IChapterOptimizer : IDisposable
{
    /// <summary>For the report.</summary>
    string Name { get; }

    /// <summary>Differentiates the loss and updates the parameters.</summary>
    void Step(Tensor loss);
}

/// <summary>TorchSharp's own Adam: about ten tensor operations for each parameter.</summary>
internal sealed class ModuleAdam(IEnumerable<Parameter> parameters, double learningRate, double weightDecay) : IChapterOptimizer
{
    private readonly Adam adam = optim.Adam(parameters, learningRate, weight_decay: weightDecay);

    public string Name => "optim.Adam";

    public void Step(Tensor loss)
    {
        adam.zero_grad();
        loss.backward();
        adam.step();
    }

    public void Dispose() => adam.Dispose();
}

/// <summary>
/// libtorch's fused Adam, one pass over each parameter. TorchSharp has no method for it, but TorchScript reaches it.
/// The gradients are asked for as a list, which saves setting them to zero and adding to them.
/// </summary>
internal sealed class FusedAdam : IChapterOptimizer
{
    private readonly jit.CompilationUnit script;
    private readonly Tensor[] parameters;
    private readonly Tensor[] averages;
    private readonly Tensor[] squares;
    private readonly Tensor[] steps;

    public FusedAdam(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
    {
        this.parameters = [.. parameters];
        averages = [.. this.parameters.Select(parameter => zeros_like(parameter))];
        squares = [.. this.parameters.Select(parameter => zeros_like(parameter))];
        steps = [.. this.parameters.Select(_ => zeros(1))];
        script = jit.compile(string.Create(CultureInfo.InvariantCulture, $"""
            def step(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor]):
                nothing: List[Tensor] = []
                torch._foreach_add_(t, 1)
                torch._fused_adam_(p, g, m, v, nothing, t, lr={learningRate:0.0#######}, beta1=0.9, beta2=0.999,
                    weight_decay={weightDecay:0.0#######}, eps=1e-8, amsgrad=False, maximize=False)
                return t[0]

            """));
    }

    public string Name => "fused Adam";

    public void Step(Tensor loss)
    {
        var gradients = autograd.grad([loss], parameters).ToArray();
        using (no_grad())
        {
            script.invoke("step", parameters, gradients, averages, squares, steps);
        }
    }

    public void Dispose()
    {
        script.Dispose();
        foreach (var state in averages.Concat(squares).Concat(steps))
        {
            state.Dispose();
        }
    }
}
