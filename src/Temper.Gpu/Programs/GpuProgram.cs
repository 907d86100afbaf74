namespace Temper.Gpu.Programs;

/// <summary>One batch's operations, for any number of nets: their code, and the launches that it was compiled to.</summary>
/// <param name="code">As <see cref="OpWriter.Code"/>.</param>
/// <param name="wordsPerReplica">Words of a net's line.</param>
/// <param name="rulesPerReplica">Rules of a net's line.</param>
/// <param name="ruleKind">Their kind; below 0 without any.</param>
internal sealed class GpuProgram(int[] code, int wordsPerReplica, int rulesPerReplica, int ruleKind)
{
    private CompiledProgram? compiled;

    public ReadOnlySpan<int> Code => code;

    public int WordsPerReplica => wordsPerReplica;

    public int RulesPerReplica => rulesPerReplica;

    public int RuleKind => ruleKind;

    /// <summary>Compiles at the first time.</summary>
    public CompiledProgram Compiled => compiled ??= ProgramCompiler.Compile(Ops());

    /// <summary>The operations one by one.</summary>
    private List<Op> Ops()
    {
        var ops = new List<Op>();
        var word = 0;
        for (var i = 0; i < code.Length;)
        {
            var (kind, words, numbers) = ((OpKind)code[i], code[i + 1], code[i + 2]);
            var first = i + 3;
            ops.Add(new Op(kind, word, code[first..(first + numbers)]));
            word += words;
            i = first + numbers;
        }

        return ops;
    }
}
