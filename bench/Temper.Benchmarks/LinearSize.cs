namespace Temper.Benchmarks;

/// <summary>Sizes of one fully connected operation: [Rows, In] times [In, Out].</summary>
public sealed record LinearSize(int Rows, int In, int Out)
{
    /// <summary>The three products of the chapter's nets at a batch of 128.</summary>
    public static IEnumerable<LinearSize> Chapter { get; } = [new(128, 784, 200), new(128, 200, 200), new(128, 200, 10)];

    /// <summary>As it stands in the table.</summary>
    public override string ToString() => FormattableString.Invariant($"{Rows} x {In} x {Out}");
}
