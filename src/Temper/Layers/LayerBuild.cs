using System.Text;

namespace Temper.Layers;

/// <summary>A net under construction: what a layer may ask and declare while it is being built.</summary>
internal sealed class LayerBuild(int inFeatures)
{
    // Parameters start on whole cache lines.
    private const int Alignment = 16;

    private const int LongestName = 200;

    private readonly Dictionary<string, int> ordinals = [];
    private readonly List<Parameter> parameters = [];
    private readonly List<Parameter> statistics = [];
    private readonly HashSet<string> names = [];
    private int parameterEnd;
    private int statisticEnd;

    /// <summary>Features that reach the layer being built.</summary>
    public int Features { get; set; } = inFeatures;

    /// <summary>Who delivers them, for errors.</summary>
    public string Source { get; set; } = "the input";

    /// <summary>Position of the layer being built, from 0.</summary>
    public int Position { get; set; }

    public IReadOnlyList<Parameter> Parameters => parameters;

    public IReadOnlyList<Parameter> Statistics => statistics;

    public int ParameterLength => parameterEnd;

    public int StatisticLength => statisticEnd;

    /// <summary>How many layers of this kind came before: the unit of its random streams.</summary>
    public uint NextOrdinal(string kind)
    {
        var ordinal = ordinals.GetValueOrDefault(kind);
        ordinals[kind] = ordinal + 1;
        return (uint)ordinal;
    }

    /// <summary>The prefix of the layer's parameter names.</summary>
    public string NameOf(LayerSpec spec)
    {
        var name = spec.Name ?? Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!names.Add(name))
        {
            throw new SpecException(
                $"Layer #{Position} ({spec.GetType().Name}) needs a name of its own, received \"{name}\"; leave Name out to use the position.");
        }

        return name;
    }

    /// <summary>Refuses a name that cannot stand in every kind of file and on the screen.</summary>
    public void CheckName(LayerSpec spec)
    {
        if (spec.Name is { } name
            && (name.Length is 0 or > LongestName || name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar)))
        {
            throw new SpecException(
                $"Layer #{Position} ({spec.GetType().Name}) needs a name of 1 to {LongestName} characters and no control characters, received \"{Shown(name)}\"; leave Name out to use the position.");
        }
    }

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
