namespace Temper.Lab.Reports;

/// <summary>What the confusion heat map shows.</summary>
/// <param name="Title">Title above the map.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="ClassNames">One name per class, in label order.</param>
/// <param name="Counts">[true class, guessed class], how many images.</param>
public sealed record ConfusionData(string Title, string Subtitle, IReadOnlyList<string> ClassNames, int[,] Counts);
