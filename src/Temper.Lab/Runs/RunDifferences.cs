using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>The fields in which two records differ, the spec's one by one.</summary>
public static class RunDifferences
{
    // When, where and how fast: no part of what a training gives.
    private static readonly HashSet<string> Circumstances =
        [
            "id", "dataset", "trainSeconds", "validSeconds", "finished", "machine", "program", "device", "arithmetic", "datasetSource", "experiment",
            "protocol", "quirks", "notes", "dataNotes", "datasetOrigin",
        ];

    /// <summary>The field of the guesses: kilobytes that say nothing to the eye, so they are counted instead of shown.</summary>
    public const string Guesses = "testGuesses";

    private const string Confusion = "confusion";

    private const int MostText = 60;

    /// <summary>Of a class's name; two of them and their counts are one text.</summary>
    private const int MostName = 14;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fields that differ, in the records' order.</summary>
    /// <param name="left">A run.</param>
    /// <param name="right">Another.</param>
    public static IReadOnlyList<FieldDifference> Of(RunRecord left, RunRecord right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var fields = new List<FieldDifference>();
        Walk("", JsonNode.Parse(RecordJson.Write(left)), JsonNode.Parse(RecordJson.Write(right)), fields);
        return
        [
            .. fields.Select(field => field.Name switch
            {
                Guesses => OfGuesses(field, left, right),
                Confusion => OfConfusion(field, left, right),
                _ => field,
            }),
        ];
    }

    /// <summary>The settings in which runs differ: what was trained, on which data, with which arithmetic. Nothing of what came of it.</summary>
    /// <param name="runs">Each run's spec, the hash of its data, and the arithmetic of its device (empty for the CPU).</param>
    public static IReadOnlyList<SettingDifference> OfSettings(IReadOnlyList<(TrainSpec Spec, string DatasetHash, string Arithmetic)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var settings = runs.Select(run => new JsonObject
        {
            ["datasetHash"] = run.DatasetHash,
            ["arithmetic"] = run.Arithmetic.Length == 0 ? "cpu" : run.Arithmetic,
            ["spec"] = JsonNode.Parse(SpecJson.Write(run.Spec)),
        }).ToList();
        var against = settings.Skip(1).Select(other =>
        {
            var fields = new List<FieldDifference>();
            Walk("", settings[0], other, fields);
            return fields;
        }).ToList();

        // Where a run is as the first one in a field, it has no entry; others do.
        return
        [
            .. against.SelectMany(fields => fields).GroupBy(field => field.Name).Select(field => new SettingDifference(
                field.Key,
                [field.First().Left, .. against.Select(fields => fields.FirstOrDefault(one => one.Name == field.Key)?.Right ?? field.First().Left)])),
        ];
    }

    private static FieldDifference OfGuesses(FieldDifference field, RunRecord left, RunRecord right)
    {
        if (left.DatasetHash != right.DatasetHash
            || left.TestRows != right.TestRows
            || left.TestGuesses is not { } ones
            || right.TestGuesses is not { } others)
        {
            return field with { Left = Wrong(left), Right = Wrong(right) };
        }

        var differences = ones.DifferencesTo(others);
        var all = FormattableString.Invariant($"{differences.Images} of {left.TestRows} guessed differently");
        return field with
        {
            Left = FormattableString.Invariant($"{all}, {differences.OnlyThisRight} right only here"),
            Right = FormattableString.Invariant($"{all}, {differences.OnlyOtherRight} right only here"),
        };

        static string Wrong(RunRecord run) => FormattableString.Invariant($"{run.Wrong} of {run.TestRows} wrong, of other data");
    }

    /// <summary>The pair of classes whose counts differ most; where the classes are others, how many there are.</summary>
    private static FieldDifference OfConfusion(FieldDifference field, RunRecord left, RunRecord right)
    {
        if (!left.ClassNames.SequenceEqual(right.ClassNames))
        {
            return field with { Left = Classes(left), Right = Classes(right) };
        }

        var (one, other) = (left.Confusion, right.Confusion);
        var pairs = Enumerable.Range(0, one.Classes)
            .SelectMany(truth => one.Row(truth).Concat(other.Row(truth)).Select(cell => (truth, cell.Guess)))
            .Distinct().Where(pair => one[pair.truth, pair.Guess] != other[pair.truth, pair.Guess]).ToList();
        var (truth, guess) = pairs.MaxBy(pair => Math.Abs(one[pair.truth, pair.Guess] - other[pair.truth, pair.Guess]));
        var most = $"true {Short(left.ClassNames[truth])}, guess {Short(left.ClassNames[guess])}";
        return field with { Left = Of(one), Right = Of(other) };

        string Of(ConfusionMatrix matrix) => FormattableString.Invariant(
            $"{most}: {matrix[truth, guess]} ({pairs.Count} {(pairs.Count == 1 ? "differs" : "differ")})");

        static string Classes(RunRecord run) => FormattableString.Invariant($"of {run.ClassNames.Count} classes");

        static string Short(string name) =>
            name.Length > MostName ? string.Concat(name.EnumerateRunes().Take(MostName - 3)) + "..." : name;
    }

    private static void Walk(string path, JsonNode? left, JsonNode? right, List<FieldDifference> fields)
    {
        if (left is JsonObject one && right is JsonObject other)
        {
            foreach (var name in one.Select(field => field.Key).Union(other.Select(field => field.Key)).ToList())
            {
                Walk(path.Length == 0 ? name : $"{path}.{name}", one[name], other[name], fields);
            }
        }
        else if (path.StartsWith("spec.layers", StringComparison.Ordinal)
            && left is JsonArray layers
            && right is JsonArray others
            && layers.Count == others.Count)
        {
            for (var i = 0; i < layers.Count; i++)
            {
                Walk($"{path}[{i}]", layers[i], others[i], fields);
            }
        }
        else if (!JsonNode.DeepEquals(left, right))
        {
            fields.Add(new FieldDifference(path, Text(left), Text(right), !Circumstances.Contains(path)));
        }
    }

    private static string Text(JsonNode? node)
    {
        if (node is not JsonArray array)
        {
            var text = node?.ToJsonString(Readable) ?? "-";
            return text.Length > MostText ? text[..(MostText - 3)] + "..." : text;
        }

        // No number of a long list is cut.
        var parts = array.Select(Text).ToList();
        var shown = parts;
        while (shown.Count > 1 && shown.Sum(part => part.Length + 2) > MostText)
        {
            shown = shown[..^1];
        }

        return $"[{string.Join(", ", shown)}{(shown.Count < parts.Count ? ", ..." : "")}]";
    }
}
