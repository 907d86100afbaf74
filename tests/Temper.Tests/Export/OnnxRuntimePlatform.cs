using System.Runtime.InteropServices;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Whether ONNX Runtime's package has a native library for this machine: linux with glibc, win and osx, but not osx-x64.</summary>
internal static class OnnxRuntimePlatform
{
    /// <summary>Skips the test where there is none.</summary>
    public static void SkipUnlessSupported() =>
        Assert.SkipUnless(IsSupported, $"ONNX Runtime's package has no native library for {RuntimeInformation.RuntimeIdentifier}");

    private static bool IsSupported => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || IsGlibc,
        Architecture.X64 => OperatingSystem.IsWindows() || IsGlibc,
        _ => false,
    };

    private static bool IsGlibc => OperatingSystem.IsLinux()
        && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        && !RuntimeInformation.RuntimeIdentifier.Contains("alpine", StringComparison.Ordinal);
}
