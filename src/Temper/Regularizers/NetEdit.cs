using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Edits of a net, layers inside layers included. Places are counted as <see cref="LayerTree.All"/> lists the layers.</summary>
internal static class NetEdit
{
    /// <summary>Refuses a net that has a kind of layer already.</summary>
    /// <exception cref="SpecException">It has.</exception>
    public static void RequireNone<TLayer>(IReadOnlyList<LayerSpec> layers, string regularizer)
        where TLayer : LayerSpec
    {
        if (PlaceOf<TLayer>(layers, "") is { } place)
        {
            throw new SpecException(
                $"{regularizer}: the net has {typeof(TLayer).Name} already (layer #{place}), "
                + "so that it is not clear what adding it would mean; take it out of the net, or do not add it.");
        }
    }

    /// <summary>Places of the activations between the first Linear and the last one.</summary>
    /// <exception cref="SpecException">There is none.</exception>
    public static IReadOnlySet<int> HiddenActivations(IReadOnlyList<LayerSpec> layers, string regularizer)
    {
        var all = LayerTree.All(layers).ToList();
        var (first, last) = (all.FindIndex(layer => layer is Linear), all.FindLastIndex(layer => layer is Linear));
        var places = Enumerable.Range(0, all.Count).Where(i => first >= 0 && i > first && i < last && all[i].IsActivation).ToHashSet();
        return places.Count > 0 ? places : throw new SpecException(
            $"{regularizer} acts at the activations of hidden layers, and this net has none; give it a hidden layer, or leave {regularizer} out.");
    }

    /// <summary>A net with a new layer in front of or behind some of its layers.</summary>
    public static IReadOnlyList<LayerSpec> Insert(IReadOnlyList<LayerSpec> layers, IReadOnlySet<int> places, bool after, Func<LayerSpec> make)
    {
        var next = 0;
        return Insert(layers);

        IReadOnlyList<LayerSpec> Insert(IReadOnlyList<LayerSpec> part)
        {
            var result = new List<LayerSpec>();
            foreach (var layer in part)
            {
                var isPlace = places.Contains(next++);
                var whole = layer.Inner.Count == 0 ? layer : layer.WithInner(Insert(layer.Inner));
                result.AddRange((isPlace, after) switch
                {
                    (false, _) => [whole],
                    (_, true) => [whole, make()],
                    _ => (LayerSpec[])[make(), whole],
                });
            }

            return result;
        }
    }

    /// <summary>Where the first layer of a kind is: "2", or "1.0" inside another one; null where there is none.</summary>
    private static string? PlaceOf<TLayer>(IReadOnlyList<LayerSpec> layers, string prefix)
        where TLayer : LayerSpec
    {
        for (var i = 0; i < layers.Count; i++)
        {
            var place = FormattableString.Invariant($"{prefix}{i}");
            if (layers[i] is TLayer)
            {
                return place;
            }

            if (PlaceOf<TLayer>(layers[i].Inner, $"{place}.") is { } inside)
            {
                return inside;
            }
        }

        return null;
    }
}
