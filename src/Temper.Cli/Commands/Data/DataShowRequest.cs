namespace Temper.Cli.Commands.Data;

/// <summary>What temper data show was asked for.</summary>
internal sealed record DataShowRequest(string Data, string? Class, int? Count, ulong Seed, string? Out);
