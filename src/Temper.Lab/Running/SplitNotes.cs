using Temper.Data;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>Notes on the data of many trainings, before they begin.</summary>
public static class SplitNotes
{
    /// <summary>The notes on the splits that trainings will make, each once. Data that nothing can be learned from are refused.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="specs">The trainings.</param>
    /// <exception cref="SpecException">A split cannot be made.</exception>
    /// <exception cref="DataException">Fewer than two classes have training images, or a label has no class.</exception>
    public static IReadOnlyList<DataNote> Of(Dataset dataset, IEnumerable<TrainSpec> specs)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(specs);
        ClassCounts.Of(dataset).RequireTrainable(dataset);

        var splits = specs.GroupBy(spec => (spec.ValidFraction, spec.TrainRows, spec.Stratified, spec.Seed)).ToList();
        return DataNotes.Together([.. splits.SelectMany(group => Enumerable.Repeat(
            DataNotes.Of(dataset, group.First().SplitOf(dataset)), group.Count()))]);
    }
}
