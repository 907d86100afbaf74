using System.Globalization;

namespace Temper.Layers;

/// <summary>Where a layer stands in a net.</summary>
/// <param name="Name">Before its parameters' names: "3", or inside other layers "1.0"; empty for the net itself.</param>
/// <param name="Position">The same in numbers only.</param>
/// <param name="Label">For messages: "Linear #1.0".</param>
/// <param name="Depth">How many layers it is inside of, plus 1; 0 for the net itself.</param>
internal sealed record LayerPlace(string Name, string Position, string Label, int Depth)
{
    /// <summary>The net itself.</summary>
    public static LayerPlace Net { get; } = new("", "", "", 0);

    /// <summary>The place of a layer inside this one.</summary>
    /// <param name="index">Its position there.</param>
    /// <param name="spec">Its description, which may name it; null in a list with a gap, which is an error later.</param>
    /// <exception cref="SpecException">It is nested too deep.</exception>
    public LayerPlace Inside(int index, LayerSpec? spec)
    {
        Network.CheckNesting(Depth);
        var number = index.ToString(CultureInfo.InvariantCulture);
        var position = Depth == 0 ? number : $"{Position}.{number}";
        var name = spec?.Name ?? number;
        return new LayerPlace(Depth == 0 ? name : $"{Name}.{name}", position, $"{spec?.GetType().Name ?? "Layer"} #{position}", Depth + 1);
    }
}
