using System.Globalization;
using System.Text.Json;

namespace Peers;

/// <summary>What both programs measure, under the same names.</summary>
internal sealed record PeerReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Name and versions of what trained.</summary>
    public required string Program { get; init; }

    /// <summary>"baseline" or "altogether".</summary>
    public required string Experiment { get; init; }

    /// <summary>Threads of one operation.</summary>
    public required int Threads { get; init; }

    /// <summary>Epochs measured.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs trained before and not measured.</summary>
    public required int WarmUpEpochs { get; init; }

    /// <summary>Learned parameters of the net.</summary>
    public required long Parameters { get; init; }

    /// <summary>Training steps measured.</summary>
    public required long Steps { get; init; }

    /// <summary>Seconds from before the first epoch's shuffle to after the last validation.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>Seconds of the validation passes, one an epoch.</summary>
    public required double ValidSeconds { get; init; }

    /// <summary>Everything else: shuffling, gathering, forward, loss, backward, optimizer, metrics.</summary>
    public double TrainSeconds => TotalSeconds - ValidSeconds;

    /// <summary>Training time of a step.</summary>
    public double MsPerStep => 1000 * TrainSeconds / Steps;

    /// <summary>The whole training, validation included, by training steps.</summary>
    public double MsPerStepWithValidation => 1000 * TotalSeconds / Steps;

    /// <summary>Time of one validation pass.</summary>
    public double MsPerValidation => 1000 * ValidSeconds / Epochs;

    /// <summary>Last epoch: mean over the batches of the training loss.</summary>
    public required double Loss { get; init; }

    /// <summary>Last epoch: mean over the batches of the training accuracy, in percent.</summary>
    public required double TrainScore { get; init; }

    /// <summary>Last epoch: validation loss, mean over rows.</summary>
    public required double ValidLoss { get; init; }

    /// <summary>Last epoch: mean over the validation batches of their accuracy, in percent.</summary>
    public required double ValidScore { get; init; }

    /// <summary>Reads a file that <see cref="Publish"/> wrote.</summary>
    public static PeerReport Read(string file) =>
        JsonSerializer.Deserialize<PeerReport>(File.ReadAllText(file), Json) ?? throw new InvalidDataException($"{file}: expected a report, received null; run the comparison again.");

    /// <summary>Prints it and writes the file that was asked for.</summary>
    public void Publish(string? file)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Program}
            {Experiment}, {Threads} threads, {Epochs} epochs after {WarmUpEpochs} of warm-up, {Steps} steps, {Parameters} parameters
            {MsPerStep:F3} ms a step; {MsPerStepWithValidation:F3} with validation; a validation pass {MsPerValidation:F1} ms; {TotalSeconds:F2} s in all
            loss {Loss:F4}, training accuracy {TrainScore:F2}%; validation loss {ValidLoss:F4}, accuracy {ValidScore:F2}%
            """));
        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(this, Json) + "\n");
        }
    }
}
