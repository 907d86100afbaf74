namespace Temper.Training;

/// <summary>Whose pixels the min-max scaling looks at.</summary>
public enum ScalerFit
{
    /// <summary>The training split's, for all splits.</summary>
    Train,

    /// <summary>Each split's own, as the chapter does.</summary>
    EachSplit,
}
