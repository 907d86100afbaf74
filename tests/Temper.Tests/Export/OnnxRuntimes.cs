using System.Runtime.InteropServices;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Where ONNX Runtime's package has a native library: not on Intel Macs, and not for musl.</summary>
internal static class OnnxRuntimes
{
    /// <summary>Whether this is such a platform.</summary>
    public static bool IsHere { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? !IsMusl
        : RuntimeInformation.ProcessArchitecture == Architecture.X64 && !IsMusl && !OperatingSystem.IsMacOS();

    private static bool IsMusl =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    /// <summary>Skips the test elsewhere, with the reason.</summary>
    public static void SkipWhereThereIsNone() =>
        Assert.SkipUnless(IsHere, $"ONNX Runtime has no native library for {RuntimeInformation.RuntimeIdentifier}");
}
