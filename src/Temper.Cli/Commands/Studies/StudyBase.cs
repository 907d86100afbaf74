using Temper.Training;

namespace Temper.Cli.Commands.Studies;

/// <summary>The net of a spec file, to which arms add regularizers.</summary>
/// <param name="Path">The file, by its full path.</param>
/// <param name="Spec">What it says.</param>
internal sealed record StudyBase(string Path, TrainSpec Spec);
