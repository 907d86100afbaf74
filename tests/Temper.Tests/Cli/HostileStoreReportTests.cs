using System.Globalization;
using System.Text.Json.Nodes;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tests.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Reports of stores that somebody else has made, with digests that fit: a report or one line, and nothing outside its folder.</summary>
public sealed class HostileStoreReportTests : IDisposable
{
    private static readonly Func<JsonNode?>[] Values =
    [
        () => null, () => JsonValue.Create(-1), () => JsonValue.Create(1e300), () => JsonValue.Create("../../x"), () => JsonValue.Create(""), () => new JsonArray(), () => new JsonArray(null, null),
        () => new JsonObject(), () => JsonValue.Create("NaN"), () => JsonValue.Create(int.MaxValue),
    ];

    private readonly CliRunner temper = new();

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task A_kind_in_a_stored_plan_does_not_lead_out_of_the_folder()
    {
        var (id, path) = await StudyAsync();
        Forgery.RunSealed(path, "UPDATE looks SET result = replace(result, '\"kind\": \"compare\"', '\"kind\": \"../../../evil\"')");
        (await temper.RunAsync("report", id, "--store", path)).Returned(4).IsOneError("the kind of a study is not a word of small letters");

        Assert.DoesNotContain(temper.Folder.Files(), file => file.Contains("evil", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(temper.Folder.Sub("..", ".."), "evil*"));
        Assert.Empty(Directory.GetFileSystemEntries(temper.Folder.Sub(".."), "evil*"));
    }

    [Fact]
    public async Task A_stored_command_that_would_do_something_else_is_not_shown()
    {
        var (id, path) = await StudyAsync();
        Forgery.RunSealed(path, "UPDATE looks SET result = replace(result, '\"command\": \"temper compare', '\"command\": \"touch HIT; temper compare'); UPDATE studies SET command = 'touch HIT; ' || command");

        foreach (var command in (string[][])[["report", id], ["report", id, "--markdown"], ["report", id, "--json"], ["runs", "list", "--studies", "--json"]])
        {
            var result = (await temper.RunAsync([.. command, "--store", path])).Returned(0);
            Assert.DoesNotContain("touch", result.Out, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(temper.Folder.Files().Where(file => file.StartsWith("runs/", StringComparison.Ordinal) && !file.EndsWith(".db", StringComparison.Ordinal)),
            file => File.ReadAllText(temper.Folder.Sub(file)).Contains("touch HIT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_whose_runs_are_gone_or_that_says_a_thing_twice_is_one_line_without_its_command()
    {
        var (id, path) = await StudyAsync();
        Forgery.RunSealed(path, "UPDATE looks SET result = replace(result, '\"command\": \"temper compare', '\"command\": \"touch HIT; temper compare'); DELETE FROM runs");
        Assert.DoesNotContain("touch", (await temper.RunAsync("report", id, "--store", path)).Returned(4).Error, StringComparison.Ordinal);

        Forgery.RunSealed(path, "UPDATE looks SET result = replace(result, '\"command\"', '\"command\": \"a\", \"command\"')");
        (await temper.RunAsync("report", id, "--store", path)).Returned(4).IsOneError("cannot be read");
    }

    [Fact]
    public async Task A_changed_plan_makes_a_report_or_one_line()
    {
        var (id, path) = await StudyAsync();
        using var store = RunStore.Open(path, TimeProvider.System);
        var look = store.Looks(id)[^1];
        var paths = new List<string[]>();
        Walk(JsonNode.Parse(look.Result)!, [], paths);
        var (refused, made) = (0, 0);
        for (var i = 0; i < paths.Count; i++)
        {
            // Every place, each with one of the values; the next place has the next one.
            var changed = JsonNode.Parse(look.Result)!;
            Set(changed, paths[i], Values[i % Values.Length]());
            try
            {
                var record = Study.Record(id, store, new ChapterSubject(), look with { Result = changed.ToJsonString() });
                _ = new StudyReport(record).Markdown();
                _ = new StudyReport(record).Page();
                made++;
            }
            catch (TemperException error)
            {
                Assert.DoesNotContain('\n', error.Message);
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{string.Join('/', paths[i])} = {Values[i % Values.Length]()?.ToJsonString() ?? "null"}: {error}", error);
            }
        }

        Assert.True(paths.Count > 100 && refused > paths.Count / 4 && made > 0, $"{paths.Count} places, {refused} refused, {made} made");
    }

    private static void Walk(JsonNode node, string[] path, List<string[]> paths)
    {
        IEnumerable<(string Key, JsonNode? Value)> children = node switch
        {
            JsonObject properties => properties.Select(pair => (pair.Key, pair.Value)),
            JsonArray items => items.Take(2).Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach (var (key, value) in children.ToList())
        {
            paths.Add([.. path, key]);
            if (value is not null)
            {
                Walk(value, [.. path, key], paths);
            }
        }
    }

    private static void Set(JsonNode root, string[] path, JsonNode? value)
    {
        var node = path[..^1].Aggregate(root, (at, key) => at is JsonArray items ? items[int.Parse(key, CultureInfo.InvariantCulture)]! : at[key]!);
        if (node is JsonArray list)
        {
            list[int.Parse(path[^1], CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            node[path[^1]] = value;
        }
    }

    private async Task<(string Id, string Path)> StudyAsync()
    {
        SmallImages.WriteTo(temper.Folder);
        var study = (await temper.RunAsync("compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "--json", "--store", "in/temper.db", "--out", "study")).Returned(0);
        return (study.Json().GetProperty("id").GetString()!, temper.Folder.Sub("in", "temper.db"));
    }
}
