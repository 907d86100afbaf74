namespace Temper.Tests;

/// <summary>A number that remembers what it was made from.</summary>
internal sealed class Scalar(double value, params (Scalar From, double Derivative)[] parents)
{
    public double Value { get; } = value;

    public double Gradient { get; private set; }

    public static implicit operator Scalar(double value) => new(value);

    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value, (a, 1), (b, 1));

    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value, (a, 1), (b, -1));

    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

    public static Scalar operator /(Scalar a, Scalar b) =>
        new(a.Value / b.Value, (a, 1 / b.Value), (b, -a.Value / (b.Value * b.Value)));

    public static Scalar Sum(IEnumerable<Scalar> terms) => terms.Aggregate((Scalar)0, (a, b) => a + b);

    public Scalar Relu() => new(Math.Max(Value, 0), (this, Value > 0 ? 1 : 0));

    public Scalar Exp() => new(Math.Exp(Value), (this, Math.Exp(Value)));

    public Scalar Log() => new(Math.Log(Value), (this, 1 / Value));

    public Scalar Sqrt() => new(Math.Sqrt(Value), (this, 0.5 / Math.Sqrt(Value)));

    /// <summary>Fills the gradients of everything this number was made from.</summary>
    public void Backward()
    {
        var order = new List<Scalar>();
        Visit(this, order, []);
        Gradient = 1;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            order[i].Pass();
        }
    }

    private static void Visit(Scalar node, List<Scalar> order, HashSet<Scalar> seen)
    {
        if (seen.Add(node))
        {
            foreach (var (from, _) in node.Parents)
            {
                Visit(from, order, seen);
            }

            order.Add(node);
        }
    }

    private (Scalar From, double Derivative)[] Parents { get; } = parents;

    private void Pass()
    {
        foreach (var (from, derivative) in Parents)
        {
            from.Gradient += derivative * Gradient;
        }
    }
}
