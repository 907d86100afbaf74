using Temper.Data;
using Temper.Layers;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>What a training's memory depends on of its data.</summary>
/// <param name="Shape">Of a row.</param>
/// <param name="Train">Rows that are trained on.</param>
/// <param name="Valid">Rows that validate.</param>
/// <param name="Test">Rows of the test.</param>
/// <param name="IsBytes">Whether inputs are bytes.</param>
/// <param name="HasValues">Whether values are to be predicted.</param>
internal readonly record struct DataSizes(Shape Shape, int Train, int Valid, int Test, bool IsBytes = true, bool HasValues = false)
{
    public static DataSizes Of(Dataset dataset, Split split) => new(
        dataset.Train.Shape, split.Train.Length, split.Valid.Length, dataset.Test.Count, dataset.Train.Inputs is ByteRows,
        dataset.Task is Regression);

    /// <summary>Numbers that <see cref="DeviceRows"/> keeps for so many of the rows.</summary>
    public long RowNumbers(int rows, int batchSize, int outputs) => DeviceRows.Numbers(rows, batchSize, Shape.Features, outputs, IsBytes, HasValues);
}
