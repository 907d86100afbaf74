using System.Globalization;
using Temper.Data;
using Temper.Export;

namespace Temper.Lab.Runs;

/// <summary>What a reader of an evaluation's figures has to know.</summary>
public static class EvaluationNotes
{
    private static readonly DataNoteKind[] AboutTest =
        [DataNoteKind.CalledLikeAnother, DataNoteKind.NoImages, DataNoteKind.NotInTraining, DataNoteKind.NotTested, DataNoteKind.OneClassTested];

    /// <summary>All notes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data it is tested on.</param>
    public static IReadOnlyList<string> Of(Model model, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        List<string?> notes =
        [
            dataset.IsBuiltIn ? RunNotes.DrawnData(dataset.Name) : null,
            OtherData(model, dataset),
            model.Dataset.Hash is null
                ? "The model does not know the hash of its training data: whether these are the same data cannot be said."
                : null,
            ClassNames(model, dataset),
            .. DataNotes.Of(dataset).Where(note => AboutTest.Contains(note.Kind)).Select(note => note.Text),
        ];
        return [.. notes.OfType<string>()];
    }

    /// <summary>What is to be said when the test images are not of the data the model was trained on; null if they are, or nobody knows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data it is tested on.</param>
    public static string? OtherData(Model model, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        var isOther = model.Dataset.IsSameAs(dataset) is { } isSame
            ? !isSame
            : model.Dataset != DatasetReference.Unknown && model.Dataset.Name != dataset.Name;
        return isOther
            ? $"The model was trained on {model.Dataset.Name}{Hash(model.Dataset.Hash)}, "
                + $"the test images are of {dataset.Name}{Hash(dataset.Hash)}; their classes are matched by number."
            : null;
    }

    /// <summary>What is to be said when classes are called otherwise in the model than in the data; null if they are not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data it is tested on, with as many classes.</param>
    public static string? ClassNames(Model model, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        for (var c = 0; c < Math.Min(model.ClassNames.Count, dataset.Outputs); c++)
        {
            if (model.ClassNames[c] != dataset.ClassNames[c])
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Classes are called otherwise in the data: class {c} is \"{model.ClassNames[c]}\" in the model and "
                    + $"\"{dataset.ClassNames[c]}\" in the data. The model's names are shown.");
            }
        }

        return null;
    }

    private static string Hash(string? hash) => hash is null ? "" : $" (hash {DatasetReference.Abbreviated(hash)})";
}
