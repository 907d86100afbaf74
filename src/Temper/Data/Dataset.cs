using Temper.Layers;
using Temper.Tasks;

namespace Temper.Data;

/// <summary>A training set and a test set, and what is to be learned from them.</summary>
/// <param name="Name">How it is called in records, tables and titles, e.g. "fashion-mnist".</param>
/// <param name="Train">The rows to train and validate on.</param>
/// <param name="Test">The rows kept for the final test.</param>
/// <param name="Task">Classes, or a number to be predicted.</param>
/// <param name="Hash">SHA-256 (lower-case hex) over sizes, inputs and targets of both sets: the identity of the data.</param>
/// <param name="Source">Where it came from: the full path of a folder, or "built in".</param>
public sealed record Dataset(
    string Name,
    RowSet Train,
    RowSet Test,
    LearningTask Task,
    string Hash,
    string Source)
{
    /// <summary>Where the content comes from; default the user's own files or arrays. No name decides it.</summary>
    public DatasetOrigin Origin { get; init; }

    /// <summary>Whether the images are drawings of this program.</summary>
    public bool IsBuiltIn => Origin == DatasetOrigin.BuiltIn;

    /// <summary>Whether it is Fashion-MNIST, byte for byte as published.</summary>
    public bool IsFashionMnist => Origin == DatasetOrigin.Published;

    /// <summary>What is kept of it in models, records and checkpoints.</summary>
    public DatasetReference Reference => new(Name, Hash, Origin, Source);

    /// <summary>Numbers that a net gives for a row: one per class, or one.</summary>
    public int Outputs => Task.Outputs;

    /// <summary>Names of the classes, in label order; empty where a number is to be predicted.</summary>
    public IReadOnlyList<string> ClassNames => Task.Classes;

    /// <summary>Numbers of a row.</summary>
    public int Features => Train.Features;

    /// <summary>Puts two parts together; the hash is computed.</summary>
    /// <param name="name">How it is called.</param>
    /// <param name="train">The rows to train and validate on.</param>
    /// <param name="test">The rows kept for the final test.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="source">Where they came from, for records; default "arrays".</param>
    /// <exception cref="DataException">The parts have other shapes, or targets of another task.</exception>
    public static Dataset Of(string name, RowSet train, RowSet test, LearningTask task, string source = "arrays")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(task);
        if (train.Shape != test.Shape || train.Inputs.GetType() != test.Inputs.GetType())
        {
            throw new DataException(
                $"{OneLine.Of(name)}: training rows are {train.Inputs.GetType().Name} of {train.Shape}, "
                + $"test rows {test.Inputs.GetType().Name} of {test.Shape}; expected the same of both.");
        }

        foreach (var (part, rows) in new[] { ("training", train), ("test", test) })
        {
            if (rows.Count > 0 && rows.Values.Length > 0 != task is Regression)
            {
                throw new DataException(
                    $"{OneLine.Of(name)}: {part} rows have {(rows.Values.Length > 0 ? "values" : "labels")}, "
                    + $"expected {(task is Regression ? "values" : "labels")} for {task.GetType().Name}.");
            }
        }

        return new Dataset(name, train, test, task, DatasetHash.Compute(train, test), source);
    }

    /// <summary>A table with a class for each row.</summary>
    /// <param name="inputs">[rows, columns], finite.</param>
    /// <param name="labels">[rows], the class of each row, from 0.</param>
    /// <param name="options">Its name, class names and test rows; default <see cref="ArrayOptions"/>'s.</param>
    /// <exception cref="DataException">The arrays do not fit together, or a number is not finite.</exception>
    public static Dataset FromArrays(float[,] inputs, ReadOnlySpan<int> labels, ArrayOptions? options = null) =>
        FromArrays(ArrayOptions.Flat(inputs), Shape.Row(inputs.GetLength(1)), labels, options);

    /// <summary>A table with a number to be predicted for each row.</summary>
    /// <param name="inputs">[rows, columns], finite.</param>
    /// <param name="values">[rows], what is to be predicted; finite.</param>
    /// <param name="options">Its name, unit and test rows; default <see cref="ArrayOptions"/>'s.</param>
    /// <exception cref="DataException">The arrays do not fit together, or a number is not finite.</exception>
    public static Dataset FromArrays(float[,] inputs, ReadOnlySpan<float> values, ArrayOptions? options = null) =>
        FromArrays(ArrayOptions.Flat(inputs), Shape.Row(inputs.GetLength(1)), values, options);

    /// <summary>Rows of any shape with a class each.</summary>
    /// <param name="inputs">[rows, channels, height, width], row-major, finite; copied.</param>
    /// <param name="shape">Channels, height and width of a row; Shape.Row(columns) for a table.</param>
    /// <param name="labels">[rows], the class of each row, from 0.</param>
    /// <param name="options">Its name, class names and test rows; default <see cref="ArrayOptions"/>'s.</param>
    /// <exception cref="DataException">The arrays do not fit together, or a number is not finite.</exception>
    public static Dataset FromArrays(ReadOnlyMemory<float> inputs, Shape shape, ReadOnlySpan<int> labels, ArrayOptions? options = null)
    {
        options ??= new ArrayOptions();
        var all = new RowSet(new FloatRows(inputs.ToArray(), shape), labels.ToArray());
        var task = options.TaskOf(all.Labels);
        var (train, test) = options.Divide(all);
        return Of(options.Name, train, test, task);
    }

    /// <summary>Rows of any shape with a number to be predicted each.</summary>
    /// <param name="inputs">[rows, channels, height, width], row-major, finite; copied.</param>
    /// <param name="shape">Channels, height and width of a row; Shape.Row(columns) for a table.</param>
    /// <param name="values">[rows], what is to be predicted; finite.</param>
    /// <param name="options">Its name, unit and test rows; default <see cref="ArrayOptions"/>'s.</param>
    /// <exception cref="DataException">The arrays do not fit together, or a number is not finite.</exception>
    public static Dataset FromArrays(ReadOnlyMemory<float> inputs, Shape shape, ReadOnlySpan<float> values, ArrayOptions? options = null)
    {
        options ??= new ArrayOptions();
        var (train, test) = options.Divide(new RowSet(new FloatRows(inputs.ToArray(), shape), values.ToArray()));
        return Of(options.Name, train, test, new Regression(options.Unit));
    }
}
