using Temper.Layers;
using Temper.Tasks;

namespace Temper.Prediction;

/// <summary>Whether what the callers of a <see cref="Predictor"/> give fits its model.</summary>
/// <param name="shape">A row of it.</param>
/// <param name="task">What the model has learned.</param>
/// <param name="takesFloats">Whether it takes floats, not bytes.</param>
internal sealed class PredictionChecks(Shape shape, LearningTask task, bool takesFloats)
{
    /// <summary>The model takes such rows and gives such results.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void Require(bool isBytes, bool isValue)
    {
        if (takesFloats && isBytes)
        {
            throw new InvalidOperationException("The model takes rows of floats, received bytes; give the rows of the table as floats.");
        }

        if (task is Regression != isValue)
        {
            throw new InvalidOperationException(
                task is Regression
                    ? "The model predicts a value, not classes; call PredictValues."
                    : "The model tells classes apart; call PredictClasses, PredictProbabilities or PredictLogits.");
        }
    }

    /// <summary>There are the numbers of one row.</summary>
    /// <exception cref="ArgumentException">There are not.</exception>
    public void RequireOne(int length, string name)
    {
        if (length != shape.Features)
        {
            throw new ArgumentException($"One row has {shape.Features} numbers ({shape.Size}), received {length}.", name);
        }
    }

    /// <summary>How many rows there are, of which each gives so many results.</summary>
    /// <exception cref="ArgumentException">There is no whole number of rows, or too little room for the results.</exception>
    public int RowsOf(int length, int room, int perRow, string input, string output)
    {
        if (length % shape.Features != 0)
        {
            throw new ArgumentException($"Rows have {shape.Features} numbers ({shape.Size}) each, received {length}, which is no multiple.", input);
        }

        var rows = length / shape.Features;
        return (long)rows * perRow <= room
            ? rows
            : throw new ArgumentException($"{rows} rows need room for {(long)rows * perRow} results, \"{output}\" has {room}.", output);
    }
}
