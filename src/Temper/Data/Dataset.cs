namespace Temper.Data;

/// <summary>A training set and a test set of images, with the names of their classes.</summary>
/// <param name="Name">How it is called in records, tables and titles, e.g. "fashion-mnist".</param>
/// <param name="Train">The images to train and validate on.</param>
/// <param name="Test">The images kept for the final test.</param>
/// <param name="ClassNames">One name per class, in label order; its length is the number of classes.</param>
/// <param name="Hash">SHA-256 (lower-case hex) over sizes, pixels and labels of both sets: the identity of the data.</param>
/// <param name="Source">Where it came from: the full path of a folder, or "built in".</param>
public sealed record Dataset(
    string Name,
    ImageSet Train,
    ImageSet Test,
    IReadOnlyList<string> ClassNames,
    string Hash,
    string Source)
{
    /// <summary>Where the content comes from; default the user's own files or arrays. No name decides it.</summary>
    public DatasetOrigin Origin { get; init; }

    /// <summary>Whether the images are drawings of this program.</summary>
    public bool IsBuiltIn => Origin == DatasetOrigin.BuiltIn;

    /// <summary>Whether it is Fashion-MNIST, byte for byte as published.</summary>
    public bool IsFashionMnist => Origin == DatasetOrigin.Published;

    /// <summary>What is kept of it in models, records and checkpoints.</summary>
    public DatasetReference Reference => new(Name, Hash, Origin, Source);

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Pixels of an image.</summary>
    public int Features => Train.Features;
}
