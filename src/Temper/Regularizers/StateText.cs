using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Reads what a checkpoint keeps of a regularizer.</summary>
internal static class StateText
{
    /// <summary>The numbers of a tensor.</summary>
    /// <exception cref="SpecException">It is missing or of another length.</exception>
    public static float[] Numbers(IReadOnlyList<NamedTensor> state, string name, int length, string regularizer)
    {
        var tensor = state.FirstOrDefault(tensor => tensor.Name == name);
        return tensor is not null && tensor.Values.Length == length ? tensor.Values : throw new SpecException(
            $"The checkpoint's state of {regularizer} should have {length} numbers \"{name}\", "
            + $"received {(tensor is null ? "none" : tensor.Values.Length)}; it belongs to another run.");
    }

    /// <summary>A whole number of at least 0.</summary>
    /// <exception cref="SpecException">It is missing or no such number.</exception>
    public static long Whole(IReadOnlyList<NamedTensor> state, string name, string regularizer) =>
        state.FirstOrDefault(tensor => tensor.Name == name)?.Integers is [>= 0 and var whole] ? whole : throw new SpecException(
            $"The checkpoint's state of {regularizer} should have a whole number \"{name}\" of at least 0; it belongs to another run.");
}
