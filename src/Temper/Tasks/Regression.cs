using System.Text.Json.Serialization;
using Temper.Losses;

namespace Temper.Tasks;

/// <summary>
/// A number for each row. Nets learn it with a mean of 0 and a standard deviation of 1 over the training split; scores are in its own unit.
/// </summary>
/// <param name="Unit">The number's unit, as in tables and reports: "kg"; default none.</param>
public sealed record Regression(string Unit = "") : LearningTask
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Outputs => 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override Loss Loss => new SquaredError();

    /// <summary>RMSE, which decides, and R2.</summary>
    [JsonIgnore]
    public override IReadOnlyList<Score> Scores => [Score.Rmse(Unit), Score.R2];

    /// <inheritdoc/>
    public override void Require(Loss loss)
    {
        if (loss is CrossEntropy)
        {
            throw new SpecException(
                "CrossEntropy, with label smoothing or without, is a loss for classes, the data have numbers to predict; "
                + "use SquaredError or Huber, or leave the loss out.");
        }
    }

    /// <inheritdoc/>
    internal override double ScoreOf(double counted, int rows, double unit) => unit * Math.Sqrt(counted / rows);
}
