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

    private const string Regularizers = "spec.regularizers";

    private const string Layers = "spec.layers";

    /// <summary>Stands for what a run does not have.</summary>
    private const string None = "-";

    /// <summary>Longest text of a list that is told by its first values.</summary>
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
        var fields = new List<SettingDifference>();
        Walk("", [JsonNode.Parse(RecordJson.Write(left)), JsonNode.Parse(RecordJson.Write(right))], fields);
        var pairs = fields.Select(field => new FieldDifference(field.Name, field.Values[0], field.Values[1], !Circumstances.Contains(field.Name)));
        return
        [
            .. pairs.Select(field => field.Name switch
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
        var fields = new List<SettingDifference>();
        Walk(
            "",
            [.. runs.Select(run => new JsonObject
            {
                ["datasetHash"] = run.DatasetHash,
                ["arithmetic"] = run.Arithmetic.Length == 0 ? "cpu" : run.Arithmetic,
                ["spec"] = JsonNode.Parse(SpecJson.Write(run.Spec)),
            })],
            fields);
        return fields;
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
            .SelectMany(truth => one.Row(truth).Concat(other.Row(truth)).Select(cell => (truth, cell.Guess))).Distinct()
            .Select(pair => (pair.truth, pair.Guess, By: Math.Abs(one[pair.truth, pair.Guess] - other[pair.truth, pair.Guess])))
            .Where(pair => pair.By > 0).ToList();
        var (truth, guess, _) = pairs.MaxBy(pair => pair.By);
        var most = $"true {Short(left.ClassNames[truth])}, guess {Short(left.ClassNames[guess])}";
        return field with { Left = Of(one), Right = Of(other) };

        string Of(ConfusionMatrix matrix) => FormattableString.Invariant(
            $"{most}: {matrix[truth, guess]} ({pairs.Count} {(pairs.Count == 1 ? "differs" : "differ")})");

        static string Classes(RunRecord run) => FormattableString.Invariant($"of {run.ClassNames.Count} classes");

        static string Short(string name) =>
            name.Length > MostName ? string.Concat(name.EnumerateRunes().Take(MostName - 3)) + "..." : name;
    }

    private static void Walk(string path, List<JsonNode?> nodes, List<SettingDifference> fields)
    {
        if (nodes.TrueForAll(node => JsonNode.DeepEquals(nodes[0], node)))
        {
            return;
        }

        if (nodes.TrueForAll(node => node is JsonObject))
        {
            var names = nodes.SelectMany(node => node!.AsObject().Select(field => field.Key)).Distinct().ToList();
            foreach (var name in names)
            {
                Walk(path.Length == 0 ? name : $"{path}.{name}", [.. nodes.Select(node => node![name])], fields);
            }
        }
        else if (path is Guesses or Confusion)
        {
            // What is told of them is made from the records.
            fields.Add(new SettingDifference(path, [.. nodes.Select(_ => "")]));
        }
        else if (nodes.OfType<JsonArray>().ToList() is var lists && lists.Count == nodes.Count && path == Regularizers)
        {
            WalkRegularizers(lists, fields);
        }
        else if (lists.Count == nodes.Count
            && path.StartsWith(Layers, StringComparison.Ordinal) && path.EndsWith(".layers", StringComparison.Ordinal))
        {
            WalkLayers(path, lists, fields);
        }
        else
        {
            fields.Add(new SettingDifference(path, Texts(nodes)));
        }
    }

    /// <summary>By name, as their order does not matter. One that a run has not is shown whole.</summary>
    private static void WalkRegularizers(List<JsonArray> lists, List<SettingDifference> fields)
    {
        foreach (var name in lists.SelectMany(list => list.Select(NameOf)).Distinct().ToList())
        {
            var path = $"{Regularizers}.{name}";
            List<JsonNode?> ones = [.. lists.Select(list => list.FirstOrDefault(one => NameOf(one) == name))];
            if (ones.TrueForAll(one => one is not null))
            {
                Walk(path, ones, fields);
            }
            else
            {
                fields.Add(new SettingDifference(path, [.. ones.Select(Whole)]));
            }
        }

        static string? NameOf(JsonNode? regularizer) => regularizer?["name"]?.GetValue<string>();

        static string Whole(JsonNode? node) =>
            node.Deserialize(SpecJson.Default.Regularizer) is { } regularizer ? RegularizerText.Write(regularizer) : None;
    }

    /// <summary>Place by place where the nets are equally long, else whole: nobody can say which layer is which.</summary>
    private static void WalkLayers(string path, List<JsonArray> nets, List<SettingDifference> fields)
    {
        if (nets.Any(net => net.Count != nets[0].Count))
        {
            fields.Add(new SettingDifference(
                path, [.. nets.Select(net => LayerText.Write(net.Deserialize(SpecJson.Default.IReadOnlyListLayerSpec) ?? []))]));
            return;
        }

        for (var i = 0; i < nets[0].Count; i++)
        {
            Walk($"{path}[{i}]", [.. nets.Select(net => net[i])], fields);
        }
    }

    /// <summary>Each value as text. Long lists are shortened, unless what is left would be the same text for two that differ.</summary>
    private static List<string> Texts(List<JsonNode?> nodes)
    {
        var alike = nodes.TrueForAll(node => node is JsonArray)
            ? Enumerable.Range(0, nodes.Min(node => node!.AsArray().Count))
                .TakeWhile(i => nodes.TrueForAll(node => JsonNode.DeepEquals(nodes[0]![i], node![i]))).Count()
            : 0;
        foreach (var from in new[] { 0, alike })
        {
            List<string> texts = [.. nodes.Select(node => Text(node, from, MostText))];
            if (TellApart(texts))
            {
                return texts;
            }
        }

        return [.. nodes.Select(node => Text(node, 0, int.MaxValue))];

        bool TellApart(List<string> texts) => texts.Index().All(
            one => texts.Index().All(other => one.Item != other.Item || JsonNode.DeepEquals(nodes[one.Index], nodes[other.Index])));
    }

    /// <summary>A value as text. Lists are shortened by whole values and sentences by whole words: no number is cut.</summary>
    private static string Text(JsonNode? node, int from, int most)
    {
        if (node is not JsonArray array)
        {
            var text = node?.ToJsonString(Readable) ?? None;
            return node?.GetValueKind() == JsonValueKind.String && text.Length > most && text.LastIndexOf(' ', most) is > 0 and var end
                ? $"{text[..end]} ...\""
                : text;
        }

        var parts = array.Skip(from).Select(part => Text(part, 0, most)).ToList();
        var length = 0L;
        var fitting = parts.TakeWhile(part => (length += part.Length + 2) <= most).Count();
        var shown = parts[..Math.Clamp(fitting, Math.Min(1, parts.Count), parts.Count)];

        IEnumerable<string> alike = from > 0 ? [FormattableString.Invariant($"{from} alike")] : [];
        IEnumerable<string> left = shown.Count < parts.Count ? ["..."] : [];
        return $"[{string.Join(", ", [.. alike, .. shown, .. left])}]";
    }
}
