namespace Temper.Gpu.Kernels;

/// <summary>Up to four tasks for one kernel: independent products share the grid instead of waiting for each other.</summary>
internal struct WeightGroup
{
    /// <summary>Most tasks.</summary>
    public const int Capacity = 4;

    public int Count;
    public WeightTask Task0;
    public WeightTask Task1;
    public WeightTask Task2;
    public WeightTask Task3;

    /// <summary>The task of a block.</summary>
    public readonly WeightTask Of(int block)
    {
        var task = Task0;
        if (Count > 1 && block >= Task1.FirstBlock)
        {
            task = Task1;
        }

        if (Count > 2 && block >= Task2.FirstBlock)
        {
            task = Task2;
        }

        if (Count > 3 && block >= Task3.FirstBlock)
        {
            task = Task3;
        }

        return task;
    }
}
