using System.Globalization;

namespace Temper.Data;

/// <summary>Looks at the images of each class in each part of a data set and says what a reader of figures has to know of them.</summary>
public static class DataNotes
{
    private const int MostNames = 8;

    /// <summary>The notes on a data set, or on one split of it; none for data in good order.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="split">How its training images are split; null to look at the data alone.</param>
    /// <exception cref="DataException">A label has no class.</exception>
    public static IReadOnlyList<DataNote> Of(Dataset dataset, Split? split = null) => Of(dataset, ClassCounts.Of(dataset, split));

    /// <summary>The same from counts that are there already.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="counts">The counts of their images, with the split to look at or without.</param>
    public static IReadOnlyList<DataNote> Of(Dataset dataset, ClassCounts counts)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(counts);
        var notes = new List<DataNote>();
        if (dataset.Origin == DatasetOrigin.Own && DatasetCatalog.Names.Contains(dataset.Name, StringComparer.OrdinalIgnoreCase))
        {
            notes.Add(new DataNote(
                DataNoteKind.CalledLikeAnother, [],
                $"The data in {OneLine.Of(dataset.Source)} are not the data set that is called {dataset.Name} here; "
                + "only their folder has that name."));
        }

        if (dataset.ClassNames.Count == 0)
        {
            notes.AddRange(dataset.Test.Count == 0 ? [Note(DataNoteKind.NoTest, [])] : []);
            return notes;
        }

        notes.AddRange(OfTraining(counts));
        if (counts.IsSplit)
        {
            notes.AddRange(OfValidation(counts));
        }

        notes.AddRange(OfTest(counts));
        return notes;
    }

    /// <summary>The notes on several splits of one data set as one list, each note once.</summary>
    /// <param name="splits">The notes on each split.</param>
    public static IReadOnlyList<DataNote> Together(IReadOnlyList<IReadOnlyList<DataNote>> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var together = new List<DataNote>();
        foreach (var group in splits.SelectMany(notes => notes).GroupBy(note => note.Kind).OrderBy(group => group.Key))
        {
            var different = group.Distinct().ToList();
            if (different.Count == 1 && group.Count() == splits.Count)
            {
                together.Add(different[0]);
                continue;
            }

            if (group.Key == DataNoteKind.CalledLikeAnother)
            {
                // One text for each folder that the data have lain in.
                together.AddRange(different);
                continue;
            }

            var classes = different.SelectMany(note => note.Classes).Distinct().ToList();
            var text = different.Count == 1 ? different[0].Text : Text(group.Key, classes);
            together.Add(new DataNote(
                group.Key, classes,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"In {group.Count()} of {splits.Count} trainings: {char.ToLowerInvariant(text[0])}{text.AsSpan(1)}")));
        }

        return together;
    }

    private static IEnumerable<DataNote> OfTraining(ClassCounts counts)
    {
        if (Where(counts, (train, valid, test) => train + valid + test == 0) is { Count: > 0 } missing)
        {
            yield return Note(DataNoteKind.NoImages, missing);
        }

        if (Where(counts, (train, valid, test) => train + valid == 0 && test > 0) is { Count: > 0 } onlyTested)
        {
            yield return Note(DataNoteKind.NotInTraining, onlyTested);
        }

        if (Where(counts, (train, valid, _) => train == 0 && valid > 0) is { Count: > 0 } onlyValidated)
        {
            yield return Note(DataNoteKind.NeverTrained, onlyValidated);
        }

        if (Where(counts, (train, _, _) => train == 1) is { Count: > 0 } single)
        {
            yield return Note(DataNoteKind.OneTrainingImage, single);
        }

        if (Where(counts, (train, _, _) => train > 0) is { Count: 1 } only)
        {
            yield return Note(DataNoteKind.OneClassTrained, only);
        }

        if (counts.ClassNames.Count > counts.Train.Sum())
        {
            yield return new DataNote(
                DataNoteKind.MoreClassesThanImages, [],
                string.Create(
                    CultureInfo.InvariantCulture, $"There are {counts.ClassNames.Count} classes, but only {counts.Train.Sum()} images to train on."));
        }
    }

    private static IEnumerable<DataNote> OfValidation(ClassCounts counts)
    {
        if (counts.Valid.Sum() == 0)
        {
            yield return Note(DataNoteKind.NoValidation, []);
            yield break;
        }

        if (Where(counts, (train, valid, _) => train > 0 && valid == 0) is { Count: > 0 } unseen)
        {
            yield return Note(DataNoteKind.NotValidated, unseen);
        }

        if (Where(counts, (_, valid, _) => valid > 0) is { Count: 1 } only)
        {
            yield return Note(DataNoteKind.OneClassValidated, only);
        }
    }

    private static IEnumerable<DataNote> OfTest(ClassCounts counts)
    {
        if (counts.Test.Sum() == 0)
        {
            yield return Note(DataNoteKind.NoTest, []);
            yield break;
        }

        if (Where(counts, (train, valid, test) => train + valid > 0 && test == 0) is { Count: > 0 } untested)
        {
            yield return Note(DataNoteKind.NotTested, untested);
        }

        if (Where(counts, (_, _, test) => test > 0) is { Count: 1 } only)
        {
            yield return Note(DataNoteKind.OneClassTested, only);
        }
    }

    private static List<string> Where(ClassCounts counts, Func<int, int, int, bool> holds) =>
        [.. Enumerable.Range(0, counts.ClassNames.Count)
            .Where(c => holds(counts.Train[c], counts.Valid[c], counts.Test[c]))
            .Select(c => counts.ClassNames[c])];

    private static DataNote Note(DataNoteKind kind, IReadOnlyList<string> classes) => new(kind, classes, Text(kind, classes));

    private static string Text(DataNoteKind kind, IReadOnlyList<string> classes)
    {
        var (which, are, have) = classes.Count == 1 ? ($"Class {List(classes)}", "is", "has") : ($"Classes {List(classes)}", "are", "have");
        return kind switch
        {
            DataNoteKind.NoImages => $"{which} {have} no images. The net still has an output for each class.",
            DataNoteKind.NotInTraining =>
                $"{which} {have} test images but no training images: the net cannot learn {(classes.Count == 1 ? "it" : "them")}, "
                + "and the test counts every such image as wrong.",
            DataNoteKind.NeverTrained =>
                $"{which} {are} never trained: all training images of {(classes.Count == 1 ? "it" : "each")} are in the validation split. "
                + "A stratified split keeps at least one image of every class for training.",
            DataNoteKind.OneTrainingImage => $"{which} {have} a single image to train on.",
            DataNoteKind.OneClassTrained => $"All images to train on are of class {List(classes)}: the net learns to guess nothing else.",
            DataNoteKind.NoValidation => "There is no validation split: validation accuracy and loss are not measured.",
            DataNoteKind.NotValidated =>
                $"{which} {have} no image in the validation split: validation figures say nothing about {(classes.Count == 1 ? "it" : "them")}.",
            DataNoteKind.OneClassValidated => $"All validation images are of class {List(classes)}: validation figures say nothing about the others.",
            DataNoteKind.NoTest => "There are no test images: nothing can be tested.",
            DataNoteKind.NotTested => $"{which} {have} no test images: test figures say nothing about {(classes.Count == 1 ? "it" : "them")}.",
            DataNoteKind.OneClassTested => $"All test images are of class {List(classes)}: test figures say nothing about the others.",
            DataNoteKind.MoreClassesThanImages => "There are more classes than images to train on.",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "this kind has a text of its own"),
        };
    }

    private static string List(IReadOnlyList<string> classes)
    {
        var shown = string.Join(", ", classes.Take(MostNames).Select(OneLine.Of));
        return classes.Count > MostNames ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {classes.Count - MostNames} more") : shown;
    }
}
