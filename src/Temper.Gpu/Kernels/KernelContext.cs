using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// What every kernel sees of a batch of nets. Each net has its own stretch of numbers, laid out alike, so that one offset names the same
/// thing in all nets. What differs between nets or steps (keys, constants, rows) comes as words, one line for each net and step.
/// </summary>
internal struct KernelContext
{
    /// <summary>All numbers: [net][ReplicaStride].</summary>
    public ArrayView<float> Numbers;

    /// <summary>Numbers of one net.</summary>
    public long ReplicaStride;

    /// <summary>Which nets take part; the grid's y counts them.</summary>
    public ArrayView<int> Replicas;

    /// <summary>Words of all lines.</summary>
    public ArrayView<int> Words;

    /// <summary>First word of this step's first line.</summary>
    public int FirstWord;

    /// <summary>Words of a line.</summary>
    public int WordsPerReplica;

    /// <summary>The optimizer's rules, as many for each line as the step has different ones; cast to the rule's type as a whole.</summary>
    public ArrayView<int> Rules;

    /// <summary>Number of this step's first rule.</summary>
    public int FirstRule;

    /// <summary>Rules of a line.</summary>
    public int RulesPerReplica;

    /// <summary>Stages of all tasks, <see cref="StageKind.Length"/> numbers each.</summary>
    public ArrayView<int> Stages;

    /// <summary>The numbers of this block's net.</summary>
    public readonly ArrayView<float> Net => Numbers.SubView(Replicas[Grid.IdxY] * ReplicaStride, ReplicaStride);

    /// <summary>Where this block's line of words begins.</summary>
    public readonly int Line => FirstWord + (Grid.IdxY * WordsPerReplica);

    /// <summary>A word of this block's net as a float.</summary>
    public readonly float Number(int word) => Interop.IntAsFloat((uint)Words[Line + word]);
}
