using Temper.Cli.Options;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Chapter;

/// <summary>The parsed arguments of temper chapter.</summary>
internal sealed record ChapterRequest
{
    public required IReadOnlyList<string> Experiments { get; init; }

    public required IReadOnlyList<Protocol> Protocols { get; init; }

    public required int? Epochs { get; init; }

    public required ulong Seed { get; init; }

    public required int Seeds { get; init; }

    public required IReadOnlyList<string> Switches { get; init; }

    public required string? Data { get; init; }

    /// <summary>--max-bytes; null where it was not given.</summary>
    public required long? MaxBytes { get; init; }

    public required DeviceRequest Device { get; init; }

    /// <summary>What repeats the choice of the device, with a blank before.</summary>
    public string DeviceWords { get; init; } = "";

    public required string? Out { get; init; }

    /// <summary>The store that the user named, by its full path; null for the usual one.</summary>
    public required string? Store { get; init; }

    public required bool Open { get; init; }

    /// <summary>The command that repeats one of its trainings.</summary>
    public string Replay(RunRequest run) => (this with
    {
        Experiments = [run.Name == "l2-adam" ? "l2" : run.Name],
        Protocols = [run.Protocol],
        Seed = run.Spec.Seed,
        Seeds = 1,
    }).Replay();

    /// <summary>The command that repeats it.</summary>
    public string Replay()
    {
        var parts = new List<string> { "temper chapter" };
        if (Experiments.Count == 1)
        {
            parts.Add(Shell.Option("--experiment", Experiments[0]));
        }

        parts.Add($"--protocol {(Protocols.Count == 2 ? "both" : Protocols[0].Text())}");
        if (Epochs is { } epochs)
        {
            parts.Add(FormattableString.Invariant($"--epochs {epochs}"));
        }

        parts.Add(FormattableString.Invariant($"--seed {Seed}"));
        if (Seeds > 1)
        {
            parts.Add(FormattableString.Invariant($"--seeds {Seeds}"));
        }

        parts.AddRange(Switches.Select(text => Shell.Option("--quirk", text)));
        if (Data is not null)
        {
            parts.Add(Shell.Option("--data", Data));
        }

        if (MaxBytes is not null)
        {
            parts.Add(FormattableString.Invariant($"--max-bytes {MaxBytes}"));
        }

        if (Store is not null)
        {
            parts.Add(Shell.Option("--store", Store));
        }

        return string.Join(' ', parts) + DeviceWords;
    }
}
