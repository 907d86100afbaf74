using Temper.Cli.Options;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>The parsed arguments of temper evaluate.</summary>
internal sealed record EvaluateRequest(string Model, string? Data, DeviceRequest Device, string? Out, string? Store);
