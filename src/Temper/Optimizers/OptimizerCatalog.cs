namespace Temper.Optimizers;

/// <summary>The optimizers by PyTorch's name.</summary>
public static class OptimizerCatalog
{
    private static readonly OptimizerSpec[] Known =
    [
        new SGD(), new Adam(), new AdamW(), new Adamax(), new NAdam(), new RAdam(),
        new RMSprop(), new Adagrad(), new Adadelta(), new Rprop(), new ASGD(),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(spec => spec.GetType().Name)];

    /// <summary>The optimizer of that name with PyTorch's defaults; case does not matter.</summary>
    /// <param name="name">E.g. "Adam".</param>
    /// <exception cref="SpecException">There is none of that name; the message lists what there is.</exception>
    public static OptimizerSpec Create(string name)
    {
        foreach (var spec in Known)
        {
            if (string.Equals(spec.GetType().Name, name, StringComparison.OrdinalIgnoreCase))
            {
                // A copy: what a caller sets stays the caller's.
                return spec with { };
            }
        }

        var why = string.Equals(name, "LBFGS", StringComparison.OrdinalIgnoreCase)
            ? "LBFGS needs several evaluations of the loss per step and is not offered"
            : $"there is no optimizer \"{name}\"";
        throw new SpecException($"Optimizer: {why}; expected one of {string.Join(", ", Names)}{Suggestion.Ending(name, Names)}");
    }

    /// <summary>An optimizer of the same kind with PyTorch's defaults; null where it is none of the catalog's.</summary>
    internal static OptimizerSpec? DefaultOf(OptimizerSpec optimizer) => Array.Find(Known, spec => spec.GetType() == optimizer.GetType());
}
