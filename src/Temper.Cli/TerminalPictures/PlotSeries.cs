namespace Temper.Cli.TerminalPictures;

/// <summary>One curve of a character plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">One value per epoch; NaN and infinities leave a gap.</param>
internal sealed record PlotSeries(string Name, IReadOnlyList<double> Values);
