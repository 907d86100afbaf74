using System.Text;
using Temper.Devices;

namespace Temper.Layers;

/// <summary>A net under construction: what a layer may ask and declare while it is being built.</summary>
internal sealed class LayerBuild(Shape input)
{
    // Parameters start on whole cache lines.
    private const int Alignment = 16;

    private const int LongestName = 200;

    // By purpose, Test being the last one. Not a dictionary: the library's generics over our own value types are compiled at every start.
    private readonly uint[] ordinals = new uint[(int)RandomPurpose.Test + 1];
    private readonly List<Parameter> parameters = [];
    private readonly List<Parameter> statistics = [];
    private readonly List<LayerSummary> summary = [];
    private readonly HashSet<string> names = [];
    private int layers;
    private int parameterEnd;
    private int statisticEnd;

    /// <summary>What reaches the layer being built; a layer that gives another shape sets it.</summary>
    public Shape Shape { get; set; } = input;

    /// <summary>Numbers of a row that reach the layer being built.</summary>
    public int Features => Shape.Features;

    /// <summary>Who delivers them, for errors.</summary>
    public string Source { get; set; } = "the input";

    /// <summary>Where the layer being built stands.</summary>
    public LayerPlace Place { get; set; } = LayerPlace.Net;

    /// <summary>The layer being built, for errors: "Linear #3".</summary>
    public string Label => Place.Label;

    /// <summary>A line for each layer so far.</summary>
    public IReadOnlyList<LayerSummary> Summary => summary;

    public IReadOnlyList<Parameter> Parameters => parameters;

    public IReadOnlyList<Parameter> Statistics => statistics;

    public int ParameterLength => parameterEnd;

    public int StatisticLength => statisticEnd;

    /// <summary>
    /// How many layers came before that draw numbers for this purpose: the unit of the layer's random streams. Not of one kind: layers of two kinds
    /// must not draw the same numbers.
    /// </summary>
    public uint NextOrdinal(RandomPurpose purpose) => ordinals[(int)purpose]++;

    /// <summary>The prefix of the layer's parameter names, which no other layer may have.</summary>
    public string UniqueName()
    {
        if (!names.Add(Place.Name))
        {
            throw new SpecException(
                $"Layer #{Place.Position} ({Kind}) needs a name of its own, received \"{Place.Name}\"; leave Name out to use the position.");
        }

        return Place.Name;
    }

    /// <summary>Counts layers, those inside of others too.</summary>
    /// <exception cref="SpecException">There are more than there may be.</exception>
    public void Count(int more) => Network.CheckCount(layers += more);

    /// <summary>Refuses a name that cannot stand in every kind of file and on the screen.</summary>
    public void CheckName(LayerSpec spec)
    {
        if (spec.Name is { } name
            && (name.Length is 0 or > LongestName || name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar)))
        {
            throw new SpecException(
                $"Layer #{Place.Position} ({Kind}) needs a name of 1 to {LongestName} characters and no control characters, "
                + $"received \"{Shown(name)}\"; leave Name out to use the position.");
        }
    }

    /// <summary>Adds the layer's line, before those of the layers inside it.</summary>
    /// <param name="line">Lines when it was begun.</param>
    /// <param name="parametersBefore">Parameters when it was begun.</param>
    /// <param name="layer">Built, so that its description and its parameters are known.</param>
    public void Summarize(int line, int parametersBefore, Layer layer)
    {
        var inside = summary.Skip(line).Sum(other => other.Parameters);
        var all = parameters.Skip(parametersBefore).Sum(parameter => parameter.Length);
        summary.Insert(line, new LayerSummary(Place.Name, layer.Description, Shape, all - inside, Place.Depth - 1));
    }

    private string Kind => Label[..Label.IndexOf(' ', StringComparison.Ordinal)];

    private static string Shown(string name) =>
        string.Concat(name.EnumerateRunes().Take(60).Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString())) + (name.Length > 60 ? "..." : "");

    public Parameter Parameter(string name, int[] shape, bool isWeight) => Add(parameters, ref parameterEnd, name, shape, isWeight);

    public Parameter Statistic(string name, int[] shape) => Add(statistics, ref statisticEnd, name, shape, false);

    private static Parameter Add(List<Parameter> list, ref int end, string name, int[] shape, bool isWeight)
    {
        var length = 1L;
        foreach (var size in shape)
        {
            length *= size;
        }

        if (end + length + Alignment > int.MaxValue)
        {
            throw new SpecException($"The net is too large: {name} would be parameter number {end + length}, the most is {int.MaxValue}.");
        }

        var parameter = new Parameter(name, shape, end, (int)length, isWeight);
        list.Add(parameter);
        end += ((int)length + Alignment - 1) / Alignment * Alignment;
        return parameter;
    }
}
