using Temper.Lab.Runs;

namespace Temper.Lab.Reports;

/// <summary>What the confusion heat map shows.</summary>
/// <param name="Title">Title above the map.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="ClassNames">One name per class, in label order.</param>
/// <param name="Counts">Rows by true and guessed class.</param>
public sealed record ConfusionData(string Title, string Subtitle, IReadOnlyList<string> ClassNames, ConfusionMatrix Counts)
{
    /// <summary>Most classes that are drawn; of more, those confused with others are.</summary>
    public const int MostDrawn = 100;

    /// <summary>Rows of each class; where only some classes are drawn, also those guessed to be of another one.</summary>
    internal IReadOnlyList<int> Totals { get; init; } = Counts.TrueRows();

    /// <summary>All of it, or the classes confused most often, in label order, with a subtitle that says so.</summary>
    internal ConfusionData Drawn()
    {
        if (Counts.Classes <= MostDrawn)
        {
            return this;
        }

        var (guessed, right) = (Counts.GuessedRows(), Counts.RightRows());
        var confused = Enumerable.Range(0, Counts.Classes).Select(c => (Class: c, Mistakes: Totals[c] + guessed[c] - (2 * right[c])))
            .Where(one => one.Mistakes > 0).OrderByDescending(one => one.Mistakes).ToList();
        int[] classes = [.. confused.Take(MostDrawn).Select(one => one.Class).Order()];
        var note = confused.Count switch
        {
            0 => FormattableString.Invariant($"none of {Counts.Classes} classes was confused with another"),
            <= MostDrawn => FormattableString.Invariant($"the {confused.Count} of {Counts.Classes} classes that were confused with others"),
            _ => FormattableString.Invariant($"the {MostDrawn} of {Counts.Classes} classes confused most often"),
        };
        return new ConfusionData(
            Title, Subtitle.Length == 0 ? note : $"{Subtitle}; {note}", [.. classes.Select(c => ClassNames[c])], Counts.Part(classes))
        {
            Totals = [.. classes.Select(c => Totals[c])],
        };
    }
}
