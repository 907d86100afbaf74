using System.Text.Json.Serialization;
using Temper.Devices;

namespace Temper.Losses;

/// <summary>What a training makes small: a number for each batch, and its gradient.</summary>
/// <remarks>To add one: a file with its record (and its operation, if there is none for it), and its line here.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(CrossEntropy), nameof(CrossEntropy))]
[JsonDerivedType(typeof(SquaredError), nameof(SquaredError))]
[JsonDerivedType(typeof(Huber), nameof(Huber))]
public abstract record Loss
{
    /// <summary>The loss by which trained nets are measured: without what is there for training only. Default itself.</summary>
    public virtual Loss ForEvaluation() => this;

    /// <summary>Checks the options.</summary>
    /// <exception cref="SpecException">An option is out of its range.</exception>
    public virtual void Validate()
    {
    }

    /// <summary>Computes the loss of a batch and, unless its view is empty, the gradient of the outputs.</summary>
    /// <param name="device">Where.</param>
    /// <param name="outputs">[rows, width]: what the net gives.</param>
    /// <param name="targets">[rows, width]: what it should give.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="width">Numbers of a row: classes, or values to be predicted.</param>
    /// <param name="gradient">[rows, width], or empty.</param>
    /// <param name="result">[2]: mean loss; what the score is made of: correct guesses, or the sum of squared errors.</param>
    public abstract void Evaluate(Device device, View outputs, View targets, int rows, int width, View gradient, View result);
}
