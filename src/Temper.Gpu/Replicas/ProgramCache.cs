using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <summary>The programs of a group, each once: nets that do the same have the same program.</summary>
internal sealed class ProgramCache
{
    private readonly Lock gate = new();
    private readonly List<GpuProgram> programs = [];

    /// <summary>The program of the batch that has been written down.</summary>
    public GpuProgram Of(OpWriter writer)
    {
        lock (gate)
        {
            foreach (var program in programs)
            {
                if (IsProgramOf(program, writer))
                {
                    return program;
                }
            }

            var added = new GpuProgram(writer.Code.ToArray(), writer.WordCount, writer.RuleCount, writer.RuleKind);
            programs.Add(added);
            return added;
        }
    }

    /// <summary>Whether a batch is a program's.</summary>
    public static bool IsProgramOf(GpuProgram program, OpWriter writer) =>
        program.RuleKind == writer.RuleKind && program.RulesPerReplica == writer.RuleCount && program.Code.SequenceEqual(writer.Code);
}
