using Temper.Devices;

namespace Temper.Layers;

/// <summary>Between the device's flat memory ([in, out] matrices) and PyTorch's state dict ([out, in]).</summary>
internal static class StateDict
{
    public static IReadOnlyList<NamedTensor> Read(
        NetworkMemory memory, IReadOnlyList<Parameter> parameters, IReadOnlyList<Parameter> statistics, IReadOnlyList<Layer> layers)
    {
        var tensors = new List<NamedTensor>();
        tensors.AddRange(parameters.Select(parameter => ToTensor(parameter, memory.ValuesOf(parameter))));
        tensors.AddRange(statistics.Select(statistic => ToTensor(statistic, memory.StatisticsOf(statistic))));
        tensors.AddRange(layers.OfType<BatchNorm1dLayer>()
            .Select(layer => NamedTensor.OfIntegers(layer.BatchesTrackedName, [], [layer.BatchesTracked])));
        return tensors;
    }

    public static IReadOnlyList<NamedTensor> ReadGradients(NetworkMemory memory, IReadOnlyList<Parameter> parameters) =>
        [.. parameters.Select(parameter => ToTensor(parameter, memory.GradientsOf(parameter)))];

    public static void Write(
        NetworkMemory memory,
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<Parameter> statistics,
        IReadOnlyList<Layer> layers,
        IReadOnlyList<NamedTensor> tensors)
    {
        var byName = Check(parameters, statistics, layers, tensors);
        foreach (var parameter in parameters)
        {
            memory.ValuesOf(parameter).Write(FromTensor(parameter, byName[parameter.Name]));
        }

        foreach (var statistic in statistics)
        {
            memory.StatisticsOf(statistic).Write(FromTensor(statistic, byName[statistic.Name]));
        }

        foreach (var layer in layers.OfType<BatchNorm1dLayer>())
        {
            layer.BatchesTracked = Count(layer, byName).Integers![0];
        }
    }

    /// <summary>Checked tensors in the order of <see cref="Read"/>.</summary>
    public static IReadOnlyList<NamedTensor> InOrder(
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<Parameter> statistics,
        IReadOnlyList<Layer> layers,
        Dictionary<string, NamedTensor> byName) =>
    [
        .. parameters.Concat(statistics).Select(parameter => byName[parameter.Name]),
        .. layers.OfType<BatchNorm1dLayer>().Select(layer => Count(layer, byName)),
    ];

    /// <summary>Checks names and shapes of all tensors; nothing is written unless all are right.</summary>
    public static Dictionary<string, NamedTensor> Check(
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<Parameter> statistics,
        IReadOnlyList<Layer> layers,
        IReadOnlyList<NamedTensor> tensors)
    {
        var byName = new Dictionary<string, NamedTensor>();
        foreach (var tensor in tensors)
        {
            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new SpecException($"The state has \"{tensor.Name.ReplaceLineEndings(" ")}\" twice; expected each name once.");
            }
        }

        var unknown = byName.Keys.ToHashSet();
        foreach (var parameter in parameters.Concat(statistics))
        {
            if (!unknown.Remove(parameter.Name))
            {
                throw new SpecException($"The state lacks \"{parameter.Name}\"; {Names()}; it belongs to another net, or its names are others.");
            }

            CheckShape(parameter.Name, parameter.Shape, byName[parameter.Name]);
        }

        foreach (var layer in layers.OfType<BatchNorm1dLayer>())
        {
            if (unknown.Remove(layer.BatchesTrackedName))
            {
                CheckCount(byName[layer.BatchesTrackedName]);
            }
        }

        return unknown.Count == 0 ? byName : throw new SpecException(
            $"The net has no parameter \"{unknown.First().ReplaceLineEndings(" ")}\" "
            + $"(and {unknown.Count - 1} more of the state are not its own); {Names()}.");

        string Names() =>
            $"expected {Listed(parameters.Concat(statistics).Select(parameter => parameter.Name))}, "
            + $"received {Listed(tensors.Select(tensor => tensor.Name))}";
    }

    /// <summary>num_batches_tracked. Old PyTorch files do not have it; only a plain average (momentum None) would need it.</summary>
    private static NamedTensor Count(BatchNorm1dLayer layer, Dictionary<string, NamedTensor> byName) =>
        NamedTensor.OfIntegers(
            layer.BatchesTrackedName,
            [],
            byName.GetValueOrDefault(layer.BatchesTrackedName) is { } count ? [count.Integers?[0] ?? (long)count.Values[0]] : [0]);

    private static void CheckShape(string name, IReadOnlyList<int> expected, NamedTensor tensor)
    {
        if (!tensor.Shape.SequenceEqual(expected) || tensor.Length != expected.Aggregate(1, (product, size) => product * size))
        {
            throw new SpecException(
                $"\"{name}\" should be [{string.Join(", ", expected)}], received [{string.Join(", ", tensor.Shape.Take(8))}] "
                + $"with {tensor.Length} numbers; the state belongs to another net.");
        }
    }

    /// <summary>
    /// num_batches_tracked: how many training passes BatchNorm has seen. As PyTorch does, a list of one number is taken for the
    /// number: PyTorch 0.3 saved it so, and some exporters still do.
    /// </summary>
    private static void CheckCount(NamedTensor tensor)
    {
        CheckShape(tensor.Name, tensor.Shape is [1] ? [1] : [], tensor);
        if (tensor.Integers is [var whole])
        {
            if (whole < 0)
            {
                throw NoCount(tensor.Name, whole);
            }

            return;
        }

        // 2^63 is a float, the largest count below it is not.
        if (!(tensor.Values[0] is >= 0 and < 9223372036854775808f) || tensor.Values[0] != MathF.Truncate(tensor.Values[0]))
        {
            throw NoCount(tensor.Name, tensor.Values[0]);
        }
    }

    private static SpecException NoCount(string name, IFormattable received) => new(FormattableString.Invariant(
        $"\"{name}\" should be a count of batches, a whole number of at least 0, received {received}; mend it or leave the tensor out."));

    private static string Listed(IEnumerable<string> names)
    {
        const int most = 8;
        var all = names.ToList();
        var first = string.Join(", ", all.Take(most).Select(name => name.Length > 60 ? name[..60] + "..." : name)).ReplaceLineEndings(" ");
        return all.Count > most ? FormattableString.Invariant($"{first} and {all.Count - most} more") : all.Count > 0 ? first : "none";
    }

    private static NamedTensor ToTensor(Parameter parameter, View values)
    {
        var flat = values.ToSingles();
        return new NamedTensor(parameter.Name, parameter.Shape, parameter.Shape.Count == 2
            ? Transposed(flat, parameter.Shape[1], parameter.Shape[0])
            : flat);
    }

    private static float[] FromTensor(Parameter parameter, NamedTensor tensor) =>
        parameter.Shape.Count == 2 ? Transposed(tensor.Values, parameter.Shape[0], parameter.Shape[1]) : tensor.Values;

    private static float[] Transposed(float[] values, int rows, int columns)
    {
        var result = new float[values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                result[(c * rows) + r] = values[(r * columns) + c];
            }
        }

        return result;
    }
}
