namespace Temper.Lab.Reports;

/// <summary>What the grid of test images shows.</summary>
/// <param name="Title">Title above the grid.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="ClassNames">One name per class, in label order.</param>
/// <param name="Pictures">The images, row by row; nine of them make the chapter's grid of 3 x 3.</param>
/// <param name="Columns">Images in a row.</param>
public sealed record PictureGridData(
    string Title,
    string Subtitle,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<GridPicture> Pictures,
    int Columns = 3)
{
    /// <summary>False for images that nobody guessed: then they carry their class alone.</summary>
    public bool HasGuesses { get; init; } = true;
}
