namespace Temper.Lab.Studies;

/// <summary>One arm over its seeds. Accuracies are in percent, means over the runs that are done; null where there is none.</summary>
public sealed record ArmSummary
{
    /// <summary>The arm's name.</summary>
    public required string Name { get; init; }

    /// <summary>Runs that are done.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that diverged.</summary>
    public required int Failed { get; init; }

    /// <summary>Learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Trainable numbers of the net; 0 if no run is done.</summary>
    public required int Parameters { get; init; }

    /// <summary>Mean test accuracy.</summary>
    public required double? Test { get; init; }

    /// <summary>Its standard deviation over the seeds (n - 1).</summary>
    public required double? TestDeviation { get; init; }

    /// <summary>Mean number of test images guessed wrong.</summary>
    public required double? Wrong { get; init; }

    /// <summary>Mean validation accuracy of the epoch whose weights are used.</summary>
    public required double? Valid { get; init; }

    /// <summary>Mean training accuracy of that epoch: in evaluation mode where that was measured, else as trained.</summary>
    public required double? Train { get; init; }

    /// <summary>Mean seconds of a training, validation included.</summary>
    public required double? Seconds { get; init; }
}
