using System.Globalization;
using Temper.Lab.Runs;

namespace Temper.Lab.Reports;

/// <summary>What the confusion heat map shows.</summary>
/// <param name="Title">Title above the map.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="ClassNames">One name per class, in label order.</param>
/// <param name="Counts">Rows by true and guessed class.</param>
public sealed record ConfusionData(string Title, string Subtitle, IReadOnlyList<string> ClassNames, ConfusionMatrix Counts)
{
    /// <summary>Classes that are drawn; the most often confused ones, where there are more.</summary>
    public const int MostDrawn = 100;

    /// <summary>Rows of each class; where only some classes are drawn, also those guessed to be of another one.</summary>
    internal IReadOnlyList<int> Totals { get; init; } = Counts.TrueRows();

    /// <summary>All of it, or the classes most often confused, in label order, with a subtitle that says so.</summary>
    internal ConfusionData Drawn()
    {
        if (Counts.Classes <= MostDrawn)
        {
            return this;
        }

        var (guessed, right) = (Counts.GuessedRows(), Counts.RightRows());
        int[] classes =
        [
            .. Enumerable.Range(0, Counts.Classes).OrderByDescending(c => Totals[c] + guessed[c] - (2 * right[c])).Take(MostDrawn).Order(),
        ];
        var note = string.Create(CultureInfo.InvariantCulture, $"the {MostDrawn} of {Counts.Classes} classes that are most often confused");
        return new ConfusionData(
            Title, Subtitle.Length == 0 ? note : $"{Subtitle}; {note}", [.. classes.Select(c => ClassNames[c])], Counts.Part(classes))
        {
            Totals = [.. classes.Select(c => Totals[c])],
        };
    }
}
