namespace Temper.Gpu.Kernels;

/// <summary>Up to eight stretches for one kernel, such as the scales and shifts of all BatchNorms.</summary>
internal struct UpdateGroup
{
    /// <summary>Most stretches.</summary>
    public const int Capacity = 8;

    public UpdatePart Part0;
    public UpdatePart Part1;
    public UpdatePart Part2;
    public UpdatePart Part3;
    public UpdatePart Part4;
    public UpdatePart Part5;
    public UpdatePart Part6;
    public UpdatePart Part7;

    /// <summary>A stretch by its number.</summary>
    public readonly UpdatePart Of(int number)
    {
        var part = Part0;
        part = number == 1 ? Part1 : part;
        part = number == 2 ? Part2 : part;
        part = number == 3 ? Part3 : part;
        part = number == 4 ? Part4 : part;
        part = number == 5 ? Part5 : part;
        part = number == 6 ? Part6 : part;
        return number == 7 ? Part7 : part;
    }
}
