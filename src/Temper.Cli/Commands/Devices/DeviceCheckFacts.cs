using Temper.Lab.Checks;

namespace Temper.Cli.Commands.Devices;

/// <summary>What temper devices --check found.</summary>
/// <param name="Program">Program and version.</param>
/// <param name="Machine">Processor, system and runtime.</param>
/// <param name="Finished">When the check ended (UTC).</param>
/// <param name="Device">"cpu" or "gpu".</param>
/// <param name="Description">What the device is.</param>
/// <param name="Precision">"fp32" or "tf32".</param>
/// <param name="Dataset">Name of the data.</param>
/// <param name="Net">Units of its layers, "784-50-100-60-10".</param>
/// <param name="BatchSize">Rows of a batch.</param>
/// <param name="Steps">Steps of each training.</param>
/// <param name="Passed">Whether all cases passed.</param>
/// <param name="Cases">One comparison each: a net, an optimizer, several nets at once.</param>
internal sealed record DeviceCheckFacts(
    string Program,
    string Machine,
    DateTimeOffset Finished,
    string Device,
    string Description,
    string Precision,
    string Dataset,
    string Net,
    int BatchSize,
    int Steps,
    bool Passed,
    IReadOnlyList<DeviceCheckResult> Cases);
