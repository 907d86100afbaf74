using Temper.Cli.Options;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>What temper evaluate was asked for.</summary>
internal sealed record EvaluateRequest(string Model, string? Data, DeviceRequest Device, string? Out, string? Store);
