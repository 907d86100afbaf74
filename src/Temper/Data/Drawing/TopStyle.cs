namespace Temper.Data.Drawing;

/// <summary>How the neck of a top is cut.</summary>
internal enum Neck
{
    Round,
    Pointed,
    Collar,
    High,
    Hood,
}

/// <summary>How the front of a top closes.</summary>
internal enum Front
{
    Plain,
    HalfOpen,
    Buttons,
    Zip,
}

/// <summary>The measures of a top, in the drawing's coordinates; one generator draws them all.</summary>
internal struct TopStyle
{
    /// <summary>Half the width at the shoulders, under the arms, at the waist and at the hem.</summary>
    public float Shoulder, Chest, Waist, Hem;

    /// <summary>Height of the hem, 1 at the bottom of the picture.</summary>
    public float Length;

    /// <summary>Length of the sleeves: 0 none, 0.3 short, 1 to the wrist.</summary>
    public float Sleeve;

    /// <summary>Width of the sleeves at the shoulder, and what is left of it at the cuff.</summary>
    public float SleeveWidth, Cuff;

    /// <summary>How far the sleeves stand off, 0 hanging to 1 spread.</summary>
    public float Spread;

    /// <summary>Half the width and the depth of the neck opening.</summary>
    public float NeckWidth, NeckDepth;

    /// <summary>Cut of the neck.</summary>
    public Neck Neck;

    /// <summary>Closing of the front.</summary>
    public Front Front;

    /// <summary>How dark seams, buttons and zips are against the cloth, 0 to 1.</summary>
    public float Contrast;

    /// <summary>Has a print on the chest, pockets, or a ribbed hem.</summary>
    public bool Print, Pockets, Ribbed;
}
