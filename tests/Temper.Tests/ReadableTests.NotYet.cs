namespace Temper.Tests;

/// <content>What has not been shortened yet. Files leave this list; none comes in.</content>
public sealed partial class ReadableTests
{
    private static readonly string[] NotYet =
    [
        "src/Temper.Lab/Storage/RunStore.cs",
        "src/Temper.Lab/Storage/RunSummary.cs",
        "src/Temper.Lab/Storage/RunsCsv.cs",
        "src/Temper.Lab/Storage/StoreSchema.cs",
        "src/Temper.Lab/Storage/StoredRows.cs",
    ];
}
