namespace Temper.Lab.Reports;

/// <summary>What a point of a chart looks like.</summary>
internal enum MarkerShape
{
    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled square on its corner.</summary>
    Diamond,

    /// <summary>A filled triangle that points up.</summary>
    Up,

    /// <summary>A filled triangle that points down.</summary>
    Down,

    /// <summary>A filled triangle that points to the right.</summary>
    Right,

    /// <summary>A filled triangle that points to the left.</summary>
    Left,

    /// <summary>A circle's outline.</summary>
    HollowCircle,

    /// <summary>A square's outline.</summary>
    HollowSquare,

    /// <summary>The outline of a square on its corner.</summary>
    HollowDiamond,
}
