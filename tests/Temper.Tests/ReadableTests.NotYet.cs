namespace Temper.Tests;

/// <content>What has not been shortened yet. Files leave this list; none comes in.</content>
public sealed partial class ReadableTests
{
    private static readonly string[] NotYet =
    [
        "src/Temper.Cli/Commands/Evaluate/EvaluateRun.cs",
        "src/Temper.Cli/Commands/Import/ImportCommand.cs",
        "src/Temper.Cli/Commands/Reports/ReportCommand.cs",
        "src/Temper.Cli/Options/StudyOptions.cs",
        "src/Temper.Lab/Reports/LearningBands.cs",
        "src/Temper.Lab/Storage/RunStore.cs",
        "src/Temper.Lab/Storage/RunSummary.cs",
        "src/Temper.Lab/Storage/RunsCsv.cs",
        "src/Temper.Lab/Storage/StoreSchema.cs",
        "src/Temper.Lab/Storage/StoredRows.cs",
        "src/Temper.Lab/Studies/Study.cs",
        "src/Temper.Lab/Studies/StudyText.cs",
        "src/Temper/Data/DatasetCatalog.cs",
        "src/Temper/Data/IdxFolder.cs",
        "src/Temper/Export/CheckpointFile.cs",
        "src/Temper/Export/OnnxFile.cs",
        "src/Temper/Prediction/PredictionPlan.cs",
        "src/Temper/Prediction/Predictor.cs",
        "src/Temper/Training/Trainer.cs",
    ];
}
