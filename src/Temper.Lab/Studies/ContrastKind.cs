namespace Temper.Lab.Studies;

/// <summary>What a contrast asks.</summary>
public enum ContrastKind
{
    /// <summary>One arm against another.</summary>
    Pair,

    /// <summary>A factor of a factorial design: on against off, over all levels of the others.</summary>
    MainEffect,

    /// <summary>Whether factors together do more (or less) than the sum of what they do alone.</summary>
    Interaction,
}
