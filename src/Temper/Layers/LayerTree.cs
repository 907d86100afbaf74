namespace Temper.Layers;

/// <summary>The one way through layers that hold layers. Whoever looks at a net's layers without it misses those inside.</summary>
public static class LayerTree
{
    /// <summary>All layers, each before those inside it: the order in which they compute.</summary>
    /// <param name="layers">The net, or a part of it.</param>
    public static IEnumerable<LayerSpec> All(IEnumerable<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.OfType<LayerSpec>().SelectMany(layer => All(layer.Inner).Prepend(layer));
    }

    /// <summary>The net with every layer replaced by what becomes of it; those inside first.</summary>
    /// <param name="layers">The net, or a part of it.</param>
    /// <param name="change">What becomes of a layer: the same object for no change.</param>
    public static IReadOnlyList<LayerSpec> Map(IEnumerable<LayerSpec> layers, Func<LayerSpec, LayerSpec> change)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(change);
        return [.. layers.Select(layer => change(layer.Inner.Count == 0 ? layer : layer.WithInner(Map(layer.Inner, change))))];
    }

    /// <summary>Features of the last output; null where that is the input's.</summary>
    /// <param name="layers">The net, or a part of it.</param>
    public static int? OutFeatures(IEnumerable<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.OfType<LayerSpec>().Select(layer => layer.GivenFeatures).LastOrDefault(features => features is not null);
    }

    /// <summary>Features that the input must have; null where any will do.</summary>
    /// <param name="layers">The net, or a part of it.</param>
    public static int? InFeatures(IEnumerable<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.OfType<LayerSpec>()
            .FirstOrDefault(layer => layer.WantedFeatures is not null || layer.GivenFeatures is not null)?.WantedFeatures;
    }
}
