namespace Temper.Layers;

/// <summary>Numbers with a name and a shape, in PyTorch's order: an entry of a state dict.</summary>
/// <param name="Name">E.g. "input.weight".</param>
/// <param name="Shape">E.g. [200, 784]; empty for a single number.</param>
/// <param name="Values">Row-major.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values)
{
    /// <summary>Row-major; of a tensor of integers the nearest floats. Setting them makes it a tensor of floats.</summary>
    public float[] Values
    {
        get => field ??= Array.ConvertAll(Integers!, whole => (float)whole);
        init
        {
            field = value;
            Integers = null;
        }
    } = Values;

    /// <summary>The exact numbers where PyTorch keeps 64-bit integers (num_batches_tracked), row-major; null for a tensor of floats.</summary>
    public long[]? Integers { get; private init; }

    /// <summary>Whether it is a tensor of integers.</summary>
    public bool IsInteger => Integers is not null;

    /// <summary>How many numbers it has.</summary>
    public int Length => Integers?.Length ?? Values.Length;

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <param name="name">Its name, as in a state dict.</param>
    /// <param name="shape">Its shape; empty for a single number.</param>
    /// <param name="integers">Row-major.</param>
    public static NamedTensor OfIntegers(string name, IReadOnlyList<int> shape, long[] integers)
    {
        ArgumentNullException.ThrowIfNull(integers);
        return new NamedTensor(name, shape, null!) { Integers = integers };
    }
}
