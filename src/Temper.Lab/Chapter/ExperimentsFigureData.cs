using Temper.Lab.Reports;

namespace Temper.Lab.Chapter;

/// <summary>What the picture of all experiments shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, seeds. May be empty.</param>
/// <param name="Groups">One panel each, from top to bottom; at least one.</param>
public sealed record ExperimentsFigureData(string Title, string Subtitle, IReadOnlyList<ExperimentsFigureData.Group> Groups)
{
    /// <summary>Experiments that were trained in one way.</summary>
    /// <param name="Heading">Above the panel.</param>
    /// <param name="Rows">The experiments, from top to bottom; at least one.</param>
    /// <param name="Baseline">Which row the others are read against, or -1.</param>
    /// <param name="Reference">A figure of somebody else, in percent, and what it is; null for none.</param>
    public sealed record Group(string Heading, IReadOnlyList<Row> Rows, int Baseline, (double Value, string Text)? Reference);

    /// <summary>One experiment.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Note">A smaller line below: how long it was trained.</param>
    /// <param name="Values">Accuracy of each seed in percent; values that are not finite are left out.</param>
    /// <param name="Mean">Their mean in percent; NaN where nothing could be measured.</param>
    /// <param name="Low">Lower end of its interval; NaN where there are too few seeds for one.</param>
    /// <param name="High">Upper end of its interval; NaN where there are too few seeds for one.</param>
    /// <param name="Label">Smaller words beside the mean: guesses that were wrong.</param>
    public sealed record Row(string Name, string Note, IReadOnlyList<double> Values, double Mean, double Low, double High, string Label)
    {
        /// <summary>The mean with its interval.</summary>
        internal Effect Effect => new(Mean, Low, High);
    }
}
