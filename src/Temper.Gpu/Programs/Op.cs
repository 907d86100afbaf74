using System.Runtime.InteropServices;

namespace Temper.Gpu.Programs;

/// <summary>An operation as <see cref="OpWriter"/> has noted it down.</summary>
/// <param name="Kind">Which operation it is, and so which <see cref="IOpCode"/> its numbers are.</param>
/// <param name="Word">Its first word in a net's line.</param>
/// <param name="Numbers">Its <see cref="IOpCode"/>, as whole numbers.</param>
internal sealed record Op(OpKind Kind, int Word, int[] Numbers)
{
    /// <summary>An operation with its code.</summary>
    public static Op Of<TCode>(in TCode code, int word = 0)
        where TCode : unmanaged, IOpCode =>
        new(TCode.Kind, word, MemoryMarshal.Cast<TCode, int>(new ReadOnlySpan<TCode>(in code)).ToArray());

    /// <summary>Its code, by names.</summary>
    public TCode As<TCode>()
        where TCode : unmanaged, IOpCode =>
        TCode.Kind == Kind ? MemoryMarshal.Cast<int, TCode>(Numbers)[0] : throw new InvalidOperationException($"{Kind} is no {TCode.Kind}.");
}
