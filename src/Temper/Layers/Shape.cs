namespace Temper.Layers;

/// <summary>
/// How the numbers of a row are arranged: channels, each of height x width, in that order. A row without any arrangement has a channel for each
/// number: (features, 1, 1).
/// </summary>
/// <param name="Channels">Channels; the features of a flat row.</param>
/// <param name="Height">Rows of a channel; 1 for a flat row.</param>
/// <param name="Width">Columns of a channel; 1 for a flat row.</param>
public readonly record struct Shape(int Channels, int Height, int Width)
{
    /// <summary>Numbers of a row.</summary>
    public int Features => checked(Channels * Height * Width);

    /// <summary>Whether it is a flat row.</summary>
    public bool IsFlat => Height == 1 && Width == 1;

    /// <summary>A flat row.</summary>
    /// <param name="features">How many numbers a row has.</param>
    public static Shape Row(int features) => new(features, 1, 1);

    /// <summary>Whether numbers of one shape can be added to those of the other: they are arranged alike, or one is a flat row of as many.</summary>
    /// <param name="other">The other shape.</param>
    public bool Fits(Shape other) => this == other || ((IsFlat || other.IsFlat) && Features == other.Features);

    /// <summary>What a row is called: "image" where it has height and width, else "row".</summary>
    public string Noun => IsFlat ? "row" : "image";

    /// <summary>Its size as people say it: "28 x 28" of one channel, else as <see cref="ToString"/>.</summary>
    public string Size => Channels == 1 && !IsFlat ? $"{Height} x {Width}" : ToString();

    /// <summary>As in messages: "784 features", or "1 x 28 x 28".</summary>
    public override string ToString() => IsFlat ? $"{Channels} features" : $"{Channels} x {Height} x {Width}";
}
