using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Edits of a list of layers.</summary>
internal static class NetEdit
{
    /// <summary>Refuses a net that has a kind of layer already.</summary>
    /// <exception cref="SpecException">It has.</exception>
    public static void RequireNone<TLayer>(IReadOnlyList<LayerSpec> layers, string regularizer)
        where TLayer : LayerSpec
    {
        for (var i = 0; i < layers.Count; i++)
        {
            if (layers[i] is TLayer)
            {
                throw new SpecException(
                    $"{regularizer}: the net has {typeof(TLayer).Name} already (layer #{i}), so that it is not clear what adding it would mean; take it out of the net, or do not add it.");
            }
        }
    }

    /// <summary>Places of the activations between the first Linear and the last one.</summary>
    /// <exception cref="SpecException">There is none.</exception>
    public static IReadOnlyList<int> HiddenActivations(IReadOnlyList<LayerSpec> layers, string regularizer)
    {
        var first = Enumerable.Range(0, layers.Count).FirstOrDefault(i => layers[i] is Linear, layers.Count);
        var last = Enumerable.Range(0, layers.Count).LastOrDefault(i => layers[i] is Linear, -1);
        var places = Enumerable.Range(0, layers.Count).Where(i => i > first && i < last && layers[i].IsActivation).ToList();
        return places.Count > 0 ? places : throw new SpecException(
            $"{regularizer} acts at the activations of hidden layers, and this net has none; give it a hidden layer, or leave {regularizer} out.");
    }

    /// <summary>A list with a new layer in front of or behind some of its layers.</summary>
    public static IReadOnlyList<LayerSpec> Insert(IReadOnlyList<LayerSpec> layers, IReadOnlyList<int> places, bool after, Func<LayerSpec> make)
    {
        var result = new List<LayerSpec>();
        for (var i = 0; i < layers.Count; i++)
        {
            if (!after && places.Contains(i))
            {
                result.Add(make());
            }

            result.Add(layers[i]);
            if (after && places.Contains(i))
            {
                result.Add(make());
            }
        }

        return result;
    }
}
