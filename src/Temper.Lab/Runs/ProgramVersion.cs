using System.Reflection;
using System.Runtime.InteropServices;

namespace Temper.Lab.Runs;

/// <summary>What trained: for records.</summary>
public static class ProgramVersion
{
    /// <summary>Version of the engine, e.g. "0.1.0".</summary>
    public static string Engine { get; } =
        (typeof(Temper.Training.Trainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0")
        .Split('+')[0];

    /// <summary>Processor architecture, cores, operating system and runtime.</summary>
    public static string Machine { get; } =
        $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, "
            + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
}
