using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Temper.Gpu.Programs;

/// <summary>
/// Writes down the operations of one batch: their code (what they are, where they read and write) apart from their words (keys, constants,
/// rows). Batches of one loop have the same code, which is compiled once. Nothing is allocated once the buffers have grown.
/// </summary>
internal sealed class OpWriter
{
    private readonly Ints code = new();
    private readonly Ints words = new();
    private readonly Ints rules = new();
    private int firstWord;
    private int firstRule;
    private int ruleCount;

    /// <summary>The code so far: for each operation its kind, how many words it has, how many numbers its code has, and these.</summary>
    public ReadOnlySpan<int> Code => code.Written;

    /// <summary>Words of all batches that wait, one line after the other.</summary>
    public ReadOnlySpan<int> Words => words.Written;

    /// <summary>Rules of all batches that wait.</summary>
    public ReadOnlySpan<int> Rules => rules.Written;

    /// <summary>Number of the rule's kind in this batch; below 0 before the first.</summary>
    public int RuleKind { get; private set; } = -1;

    /// <summary>Words of this batch.</summary>
    public int WordCount => words.Written.Length - firstWord;

    /// <summary>Different rules of this batch.</summary>
    public int RuleCount => ruleCount;

    /// <summary>Notes an operation down; its words must follow.</summary>
    public void Add<TCode>(in TCode operation)
        where TCode : unmanaged, IOpCode
    {
        var numbers = MemoryMarshal.Cast<TCode, int>(new ReadOnlySpan<TCode>(in operation));
        code.Add((int)TCode.Kind);
        code.Add(TCode.Words);
        code.Add(numbers.Length);
        code.Add(numbers);
    }

    /// <summary>A word of the operation last written down.</summary>
    public void Word(int value) => words.Add(value);

    /// <summary>A word that is a number.</summary>
    public void Word(double value) => words.Add(BitConverter.SingleToInt32Bits((float)value));

    /// <summary>Writes down a rule, or finds the same in this batch.</summary>
    /// <returns>Its number among the batch's rules.</returns>
    public int Rule<TRule>(int kind, in TRule rule)
        where TRule : unmanaged
    {
        var bits = MemoryMarshal.Cast<byte, int>(MemoryMarshal.AsBytes(new ReadOnlySpan<TRule>(in rule)));
        RuleKind = kind;
        for (var i = 0; i < ruleCount; i++)
        {
            if (rules.Written.Slice(firstRule + (i * bits.Length), bits.Length).SequenceEqual(bits))
            {
                return i;
            }
        }

        rules.Add(bits);
        return ruleCount++;
    }

    /// <summary>Ends the batch: the next one begins with empty code.</summary>
    public void EndBatch()
    {
        code.Clear();
        firstWord = words.Written.Length;
        firstRule = rules.Written.Length;
        ruleCount = 0;
        RuleKind = -1;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        words.Clear();
        rules.Clear();
        EndBatch();
    }

    /// <summary>A list that keeps its array and shows it.</summary>
    private sealed class Ints
    {
        private int[] values = new int[256];
        private int count;

        public ReadOnlySpan<int> Written => values.AsSpan(0, count);

        public void Add(int value)
        {
            Reserve(1);
            values[count++] = value;
        }

        public void Add(ReadOnlySpan<int> more)
        {
            Reserve(more.Length);
            more.CopyTo(values.AsSpan(count));
            count += more.Length;
        }

        public void Clear() => count = 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Reserve(int more)
        {
            if (count + more > values.Length)
            {
                Array.Resize(ref values, Math.Max(count + more, 2 * values.Length));
            }
        }
    }
}
