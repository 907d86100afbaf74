using Temper.Data;

namespace Temper.Export;

/// <summary>A <see cref="Scaler"/> as operators, in its order; what would change nothing is left out.</summary>
internal static class OnnxScaling
{
    /// <summary>x = a + (number - centre) / divisor (b - a), then the smooth clip.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="scaler">The scaler.</param>
    /// <param name="castsFirst">Whether the numbers are bytes.</param>
    public static void Add(OnnxGraph graph, Scaler scaler, bool castsFirst)
    {
        if (castsFirst)
        {
            graph.Add("scale", "Cast", [], ("to", OnnxGraph.FloatType));
        }

        if (scaler.Centre.Any(centre => centre != 0))
        {
            graph.Add("scale", "Sub", [Columns(graph, "scale.centre", scaler.Centre)]);
        }

        if (scaler.Divisor.Any(divisor => divisor != 1))
        {
            graph.Add("scale", "Div", [Columns(graph, "scale.divisor", scaler.Divisor)]);
        }

        if (scaler.B - scaler.A != 1)
        {
            graph.Add("scale", "Mul", [graph.Initializer("scale.width", [], [scaler.B - scaler.A])]);
        }

        if (scaler.A != 0)
        {
            graph.Add("scale", "Add", [graph.Initializer("scale.start", [], [scaler.A])]);
        }

        if (scaler.Clip != 0)
        {
            AddClip(graph, scaler.Clip);
        }
    }

    /// <summary>A value in its unit from what the net gives.</summary>
    public static void Undo(OnnxGraph graph, Scaler scaler)
    {
        graph.Add("value", "Mul", [graph.Initializer("value.divisor", [], [scaler.Divisor[0]])]);
        graph.Add("value", "Add", [graph.Initializer("value.centre", [], [scaler.Centre[0]])]);
    }

    /// <summary>x / sqrt(1 + (x / clip)^2).</summary>
    private static void AddClip(OnnxGraph graph, float clip)
    {
        if (graph.Operators.Count == 0)
        {
            graph.Add("clip", "Identity");
        }

        var scaled = graph.Value;
        graph.Add("clip", "Div", [graph.Initializer("clip.limit", [], [clip])]);
        graph.Add("clip", "Mul", [graph.Value]);
        graph.Add("clip", "Add", [graph.Constant(1)]);
        graph.Add("clip", "Sqrt");
        graph.AddDivision("clip", scaled);
    }

    private static string Columns(OnnxGraph graph, string name, IReadOnlyList<float> values) =>
        graph.Initializer(name, values.Count == 1 ? [] : [values.Count], [.. values]);
}
