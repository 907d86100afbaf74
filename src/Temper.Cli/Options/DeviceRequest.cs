using System.Globalization;
using Temper.Gpu;

namespace Temper.Cli.Options;

/// <summary>What --device, --precision and --threads ask for.</summary>
/// <param name="Kind">Processor, GPU, or the faster one.</param>
/// <param name="Index">Which GPU, from 0.</param>
/// <param name="Precision">How a GPU computes matrix products; null where nothing was said, which means 32-bit.</param>
/// <param name="Threads">Threads of the processor.</param>
internal sealed record DeviceRequest(DeviceKind Kind, int Index, GpuPrecision? Precision, int Threads)
{
    /// <summary>Who needs this very device, for the error when there is none: "run 0123456789"; null for the user alone.</summary>
    public string? NeededBy { get; private init; }

    /// <summary>The device as one names it.</summary>
    public string Name => Kind switch
    {
        DeviceKind.Auto => "auto",
        DeviceKind.Cpu => "cpu",
        _ => Index == 0 ? "gpu" : string.Create(CultureInfo.InvariantCulture, $"gpu:{Index}"),
    };

    /// <summary>How matrix products are computed, as --precision has it.</summary>
    public string PrecisionName => Precision == GpuPrecision.Tf32 ? "tf32" : "fp32";

    /// <summary>Reads the options.</summary>
    /// <param name="device">The value of --device.</param>
    /// <param name="precision">Of --precision, or null.</param>
    /// <param name="threads">The value of --threads.</param>
    /// <exception cref="UsageException">There can be no such device, or there is no such precision, or it is not one of that device.</exception>
    public static DeviceRequest Parse(string device, string? precision, int threads)
    {
        var (kind, index) = Device(device);
        GpuPrecision? known = precision?.ToLowerInvariant() switch
        {
            null => null,
            "fp32" => GpuPrecision.Fp32,
            "tf32" => GpuPrecision.Tf32,
            _ => throw new UsageException(
                $"There is no precision \"{precision}\"; expected fp32 or tf32{Suggestion.Ending(precision!, ["fp32", "tf32"])}"),
        };
        return known == GpuPrecision.Tf32 && kind != DeviceKind.Gpu
            ? throw new UsageException($"--precision tf32 is a GPU's, but --device is {device}; give --device gpu beside it.")
            : new DeviceRequest(kind, index, known, threads);
    }

    /// <summary>The same, with the processor for "auto": for work that is over before a GPU has begun.</summary>
    public DeviceRequest OrCpu() => Kind == DeviceKind.Auto ? this with { Kind = DeviceKind.Cpu } : this;

    /// <summary>The device whose arithmetic something was computed with, which "auto" then means.</summary>
    /// <param name="arithmetic">The arithmetic: empty for the processor, "gpu" or "gpu-tf32".</param>
    /// <param name="what">What was computed, at the beginning of a sentence: "Run 0123456789".</param>
    /// <exception cref="SpecException">Another device, or another precision, was asked for.</exception>
    public DeviceRequest Matching(string arithmetic, string what)
    {
        var (kind, precision) = arithmetic switch
        {
            "" => (DeviceKind.Cpu, GpuPrecision.Fp32),
            "gpu" => (DeviceKind.Gpu, GpuPrecision.Fp32),
            "gpu-tf32" => (DeviceKind.Gpu, GpuPrecision.Tf32),
            _ => throw new SpecException(
                $"{what} was trained with the arithmetic of \"{arithmetic}\", which this version does not have; use a later one."),
        };
        if ((Kind != DeviceKind.Auto && Kind != kind) || (Precision is { } asked && asked != precision))
        {
            var fitting = kind == DeviceKind.Cpu ? "--device cpu" : $"--device gpu{(precision == GpuPrecision.Tf32 ? " --precision tf32" : "")}";
            throw new SpecException(
                $"{what} was trained on another device than requested, and devices are not bit-identical; "
                + $"give {fitting}, or leave --device and --precision out.");
        }

        return this with
        {
            Kind = kind,
            Precision = precision,
            NeededBy = kind == DeviceKind.Gpu ? char.ToLowerInvariant(what[0]) + what[1..] : null,
        };
    }

    private static (DeviceKind Kind, int Index) Device(string text)
    {
        var name = text.ToLowerInvariant();
        return name switch
        {
            "auto" => (DeviceKind.Auto, 0),
            "cpu" => (DeviceKind.Cpu, 0),
            "gpu" => (DeviceKind.Gpu, 0),
            _ when name.StartsWith("gpu:", StringComparison.Ordinal)
                && NumberText.TryReadWhole(name[4..], out int index, out _)
                && index >= 0 && char.IsAsciiDigit(name[4]) => (DeviceKind.Gpu, index),
            _ => throw new UsageException(
                $"There is no device \"{text}\"; "
                + $"expected auto, cpu, gpu, or gpu:N with the number of a GPU from 0{Suggestion.Ending(text, ["auto", "cpu", "gpu"])}"),
        };
    }
}
