namespace Temper.Gpu.Programs;

/// <summary>
/// An operation as it is written down: what is the same in every step and every net. Offsets into a net's memory; below 0 for what there is
/// not. What differs comes as words from <paramref name="Word"/> on.
/// </summary>
/// <param name="Kind">Which operation.</param>
/// <param name="Word">Its first word in a net's line.</param>
/// <param name="Arguments">Offsets and sizes, in the order that <see cref="OpWriter"/> writes them.</param>
internal sealed record Op(OpKind Kind, int Word, int[] Arguments)
{
    public int this[int index] => Arguments[index];
}
