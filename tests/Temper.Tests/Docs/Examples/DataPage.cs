using Temper.Data;
using Temper.Layers;

namespace Temper.Tests.Docs.Examples;

/// <summary>The code of docs/data.md.</summary>
internal static class DataPage
{
    public static Dataset[] Arrays(float[,] inputs, int[] labels, float[] weights, ReadOnlyMemory<float> floats)
    {
        // arrays
        var classes = Dataset.FromArrays(inputs, labels, new ArrayOptions { Name = "irises", ClassNames = ["setosa", "versicolor", "virginica"] });
        var values = Dataset.FromArrays(inputs, weights, new ArrayOptions { Name = "fish", Unit = "g" });      // float[,] and float[]: a value to be predicted
        var pictures = Dataset.FromArrays(floats, new Shape(3, 32, 32), labels);                             // ReadOnlyMemory<float>, channel by channel
        // end
        return [classes, values, pictures];
    }
}
