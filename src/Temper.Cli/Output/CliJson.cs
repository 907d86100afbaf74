using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Temper.Cli.Commands.Bench;
using Temper.Cli.Commands.Data;
using Temper.Cli.Commands.Devices;
using Temper.Cli.Commands.Export;
using Temper.Cli.Commands.Import;
using Temper.Cli.Commands.Predict;
using Temper.Cli.Commands.Regularizers;
using Temper.Cli.Commands.Replay;
using Temper.Cli.Commands.Runs;
using Temper.Cli.Commands.Verify;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Output;

/// <summary>The JSON documents of commands that keep no record: camelCase names. The fields are documented on the types.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<PicturePrediction>))]
[JsonSerializable(typeof(IReadOnlyList<ExportFacts>))]
[JsonSerializable(typeof(IReadOnlyList<DataListing>))]
[JsonSerializable(typeof(DataFacts))]
[JsonSerializable(typeof(DeviceFacts))]
[JsonSerializable(typeof(DeviceCheckFacts))]
[JsonSerializable(typeof(ImportFacts))]
[JsonSerializable(typeof(BenchFacts))]
[JsonSerializable(typeof(ScalingFacts))]
[JsonSerializable(typeof(PredictionBenchFacts))]
[JsonSerializable(typeof(TrainingBenchFacts))]
[JsonSerializable(typeof(ReplayFacts))]
[JsonSerializable(typeof(IReadOnlyList<RunSummary>))]
[JsonSerializable(typeof(IReadOnlyList<StudyListing>))]
[JsonSerializable(typeof(IReadOnlyList<FieldDifference>))]
[JsonSerializable(typeof(ComparisonFacts))]
[JsonSerializable(typeof(IReadOnlyList<VerifyFacts>))]
[JsonSerializable(typeof(IReadOnlyList<RegularizerFacts>))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>File and class names are easier to read unescaped; the document never becomes part of an HTML page.</summary>
    private static CliJson Readable => new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(IReadOnlyList<PicturePrediction> predictions) =>
        JsonSerializer.Serialize(predictions, Readable.IReadOnlyListPicturePrediction);

    public static string Write(IReadOnlyList<ExportFacts> files) => JsonSerializer.Serialize(files, Readable.IReadOnlyListExportFacts);

    public static string Write(IReadOnlyList<DataListing> listings) => JsonSerializer.Serialize(listings, Readable.IReadOnlyListDataListing);

    public static string Write(DataFacts facts) => JsonSerializer.Serialize(facts, Readable.DataFacts);

    public static string Write(DeviceFacts facts) => JsonSerializer.Serialize(facts, Readable.DeviceFacts);

    public static string Write(DeviceCheckFacts facts) => JsonSerializer.Serialize(facts, Readable.DeviceCheckFacts);

    public static string Write(ImportFacts facts) => JsonSerializer.Serialize(facts, Readable.ImportFacts);

    public static string Write(BenchFacts facts) => JsonSerializer.Serialize(facts, Readable.BenchFacts);

    public static string Write(ScalingFacts facts) => JsonSerializer.Serialize(facts, Readable.ScalingFacts);

    public static string Write(PredictionBenchFacts facts) => JsonSerializer.Serialize(facts, Readable.PredictionBenchFacts);

    public static string Write(TrainingBenchFacts facts) => JsonSerializer.Serialize(facts, Readable.TrainingBenchFacts);

    public static string Write(ReplayFacts facts) => JsonSerializer.Serialize(facts, Readable.ReplayFacts);

    public static string Write(IReadOnlyList<RunSummary> runs) => JsonSerializer.Serialize(runs, Readable.IReadOnlyListRunSummary);

    public static string Write(IReadOnlyList<StudyListing> studies) => JsonSerializer.Serialize(studies, Readable.IReadOnlyListStudyListing);

    public static string Write(ComparisonFacts facts) => JsonSerializer.Serialize(facts, Readable.ComparisonFacts);

    public static string Write(IReadOnlyList<VerifyFacts> files) => JsonSerializer.Serialize(files, Readable.IReadOnlyListVerifyFacts);

    public static string Write(IReadOnlyList<RegularizerFacts> facts) => JsonSerializer.Serialize(facts, Readable.IReadOnlyListRegularizerFacts);

    public static string Write(IReadOnlyList<FieldDifference> fields) => JsonSerializer.Serialize(fields, Readable.IReadOnlyListFieldDifference);
}
