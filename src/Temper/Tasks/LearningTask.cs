using System.Text.Json.Serialization;
using Temper.Losses;

namespace Temper.Tasks;

/// <summary>What is learned: classes or a number. It decides the net's outputs, the loss, and the scores by which nets are judged.</summary>
/// <remarks>System.Threading.Tasks.Task has the short name in every file, so this is called LearningTask.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(Classification), "classification")]
[JsonDerivedType(typeof(Regression), "regression")]
public abstract record LearningTask
{
    /// <summary>Numbers that the net gives for a row: one per class, or one.</summary>
    [JsonIgnore]
    public abstract int Outputs { get; }

    /// <summary>What is made small unless a spec names another loss.</summary>
    [JsonIgnore]
    public abstract Loss Loss { get; }

    /// <summary>How nets are judged, the score that decides first. The others are measured on the test set only.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<Score> Scores { get; }

    /// <summary>The score that decides.</summary>
    [JsonIgnore]
    public Score Score => Scores[0];

    /// <summary>Names of the classes, in label order; empty where there are none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> Classes => [];

    /// <summary>Refuses a loss that has no meaning here.</summary>
    /// <param name="loss">The loss.</param>
    /// <exception cref="SpecException">It is of another task.</exception>
    public abstract void Require(Loss loss);

    /// <summary><see cref="Score"/> from what a loss counts (<see cref="Loss.Evaluate"/>).</summary>
    /// <param name="counted">Correct guesses, or the sum of squared errors of scaled targets.</param>
    /// <param name="rows">Rows that were counted.</param>
    /// <param name="unit">What 1 of a scaled target is in its unit; 1 for classes.</param>
    internal abstract double ScoreOf(double counted, int rows, double unit);
}
