using System.Text.Json.Serialization;
using Temper.Losses;

namespace Temper.Tasks;

/// <summary>Which of some classes a row belongs to.</summary>
/// <param name="ClassNames">One name per class, in label order.</param>
public sealed record Classification(IReadOnlyList<string> ClassNames) : LearningTask
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Outputs => ClassNames.Count;

    /// <inheritdoc/>
    [JsonIgnore]
    public override Loss Loss => new CrossEntropy();

    /// <summary>Accuracy, which decides, and balanced accuracy.</summary>
    [JsonIgnore]
    public override IReadOnlyList<Score> Scores => [Score.Accuracy, Score.BalancedAccuracy];

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Classes => ClassNames;

    /// <inheritdoc/>
    /// <remarks>The same classes, in the same order.</remarks>
    public bool Equals(Classification? other) => other is not null && ClassNames.SequenceEqual(other.ClassNames);

    /// <inheritdoc/>
    public override int GetHashCode() => ClassNames.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override void Require(Loss loss)
    {
        if (loss is not CrossEntropy)
        {
            throw new SpecException($"{loss?.GetType().Name} is a loss for numbers, the data have classes; use CrossEntropy, or leave the loss out.");
        }
    }

    /// <inheritdoc/>
    internal override double ScoreOf(double counted, int rows, double unit) => 100 * counted / rows;
}
