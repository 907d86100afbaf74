using System.CommandLine;
using System.Text;
using Microsoft.Data.Sqlite;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Storage;
using Temper.Tasks;
using Temper.Tests.Export;
using Temper.Tests.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Names of files, folders and stores of somebody else, through every command that reads them: nothing of them is obeyed.</summary>
public sealed class HostileNamesTests : IDisposable
{
    private readonly CliRunner temper = new();

    public HostileNamesTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    /// <summary>Every text that can be typed, in every command there is; with data that are not there, so that nothing is trained.</summary>
    [Fact]
    public async Task What_is_typed()
    {
        var calls = 0;
        foreach (var (path, command) in CommandTree.Leaves())
        {
            string[] noData = [.. command.Options.Where(option => option.Name == "--data").SelectMany(_ => new[] { "--data", "./none" })];
            var places = command.Options.Where(option => option.ValueType == typeof(string) || option.ValueType == typeof(string[])).Select(option => option.Name).ToList();
            var call = CommandTree.Call(path, command);
            string[][] all =
            [
                .. places.Select(place => (string[])[.. call, .. noData, place, Hostile.Text]),
                .. places.Select(place => (string[])[.. CommandTree.Call(path, command, without: place), $"{place}={Hostile.Text}", .. noData]),
                [.. path.Split(' '), .. command.Arguments.Select(_ => Hostile.Text), .. noData, .. call.Skip(path.Split(' ').Length + command.Arguments.Count)],
                [.. call, $"--{Hostile.Text}"],
                [.. path.Split(' ').SkipLast(1), Hostile.Text],
            ];
            // Speed is measured, and a browser opened, whatever the names.
            foreach (var words in all.Where(words => path != "bench" || words.Contains("--data")))
            {
                calls++;
                Hostile.IsNotIn(await temper.RunAsync(words), path);
            }
        }

        Assert.InRange(calls, 100, 1000);
    }

    [Fact]
    public async Task Folders_names_and_arms()
    {
        Directory.Move(temper.Folder.Sub("small"), temper.Folder.Sub(Hostile.Name));
        var spec = (await temper.RunAsync("train", "--hidden", "3", "--epochs", "1", "--print-spec")).Out.Replace("\"outFeatures\": 10", "\"outFeatures\": 3", StringComparison.Ordinal);
        temper.Folder.Write($"{Hostile.Name}.json", Encoding.UTF8.GetBytes(spec));
        string[][] calls =
        [
            ["train", "--data", Hostile.Name, "--epochs", "1", "--hidden", "4", $"--name={Hostile.Name}", "--out", $"runs/{Hostile.Name}", "--store", $"{Hostile.Name}.db"],
            ["train", "--data", Hostile.Name, "--epochs", "1", "--hidden", "4", $"--name={Hostile.Name}", "--out", $"runs/{Hostile.Name}"],
            ["train", "--data", Hostile.Name, "--epochs", "2", "--hidden", "4", "--lr", "1e30", $"--name={Hostile.Name}", "--out", "diverged"],
            ["evaluate", $"runs/{Hostile.Name}"],
            ["evaluate", $"runs/{Hostile.Name}", "--json"],
            ["export", $"runs/{Hostile.Name}", "--onnx", $"{Hostile.Name}.onnx"],
            ["data", "info", Hostile.Name],
            ["data", "info", Hostile.Name, "--json"],
            ["data", "show", Hostile.Name],
            ["compare", "baseline", $"./{Hostile.Name}.json", "--data", Hostile.Name, "--epochs", "1", "--seeds", "6", "--store", $"{Hostile.Name}.db", "--out", "study"],
            ["compare", "baseline", $"./{Hostile.Name}.json", "--data", Hostile.Name, "--epochs", "1", "--seeds", "6", "--store", $"{Hostile.Name}.db", "--out", "study", "--markdown"],
            ["runs", "list", "--store", $"{Hostile.Name}.db"],
            ["report", "latest", "--store", $"{Hostile.Name}.db", "--csv", "--out", "study"],
            ["report", "latest", "--store", $"{Hostile.Name}.db", "--json", "--out", "study"],
            ["chapter", "--experiment", "baseline", "--epochs", "1", "--data", Hostile.Name, "--out", Hostile.Name + "-out"],
        ];
        foreach (var isTerminal in new[] { false, true })
        {
            temper.IsTerminal = isTerminal;
            foreach (var call in calls)
            {
                Hostile.IsNotIn(await temper.RunAsync(call), call[0], temper.Folder.Path);
            }
        }
    }

    [Fact]
    public async Task Every_text_of_a_spec()
    {
        var spec = (await temper.RunAsync(
            "train", "--hidden", "3", "--dropout", "0.1", "--batch-norm", "--epochs", "1", "--schedule", "cosine", "--optimizer", "SGD", "--print-spec")).Returned(0).Out;
        foreach (var (place, json) in Hostile.Copies(spec).Concat(Broken(spec)))
        {
            temper.Folder.Write("spec.json", Encoding.UTF8.GetBytes(json));
            Hostile.IsNotIn(await temper.RunAsync("train", "--spec", "spec.json", "--print-spec"), $"train, {place}");
            Hostile.IsNotIn(await temper.RunAsync("compare", "baseline", "spec.json", "--data", "./none"), $"compare, {place}");
        }
    }

    [Fact]
    public async Task Every_text_of_a_model()
    {
        temper.Folder.Write("left.png", TestPictures.Png(TestPictures.Block(left: true), TinyModels.Side, TinyModels.Side));
        TinyModels.Save(temper, TinyModels.SideTeller());
        var path = temper.Folder.Sub("run", "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        var length = (int)BitConverter.ToInt64(bytes);
        var texts = 0;
        foreach (var (place, header) in Hostile.Copies(Encoding.UTF8.GetString(bytes, 8, length)))
        {
            texts++;
            var made = Encoding.UTF8.GetBytes(header);
            File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)made.Length), .. made, .. bytes.AsSpan(8 + length)]);
            foreach (var call in (string[][])[["predict", "run", "left.png"], ["predict", "run", "left.png", "--json"], ["evaluate", "run"], ["export", "run", "--safetensors", "out.safetensors"]])
            {
                Hostile.IsNotIn(await temper.RunAsync(call), $"{call[0]}, {place}", temper.Folder.Sub("run"));
            }
        }

        Assert.InRange(texts, 10, 200);
        ModelFile.Save(path, TinyModels.SideTeller() with { Task = new Classification(["a\u202e\u001b[2J", Hostile.Text.ReplaceLineEndings("")]), Dataset = new DatasetReference(Hostile.Text) });
        Hostile.IsNotIn(await temper.RunAsync("predict", "run", "left.png"), "predict");
    }

    [Fact]
    public async Task Tensors_of_a_state_dict()
    {
        foreach (var name in new[] { $"{Hostile.Text}.weight", $"{Hostile.Text}.0.weight", "0.weight" })
        {
            var header = Encoding.UTF8.GetBytes(new System.Text.Json.Nodes.JsonObject
            {
                [name] = new System.Text.Json.Nodes.JsonObject { ["dtype"] = name == "0.weight" ? Hostile.Text : "F32", ["shape"] = new System.Text.Json.Nodes.JsonArray(1), ["data_offsets"] = new System.Text.Json.Nodes.JsonArray(0, 4) },
            }.ToJsonString());
            temper.Folder.Write("state.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);
            string[] call = ["import", "state.safetensors", "--hidden", "4", "--classes", "a,b", "--size", "2x2", "--out", "out.safetensors"];
            Hostile.IsNotIn(await temper.RunAsync(call), "import");
            Hostile.IsNotIn(await temper.RunAsync([.. call, "--strip-prefix", Hostile.Text]), "import");
        }
    }

    [Fact]
    public async Task Every_column_of_a_store_and_every_text_in_it()
    {
        (await temper.RunAsync("compare", "baseline", "dropout", "--data", "small", "--epochs", "1", "--seeds", "6", "--store", "own.db", "--out", "study", "-q")).Returned(0);
        var harmless = new List<Action<SqliteConnection>>();
        var changes = Changes(temper.Folder.Sub("own.db"));
        foreach (var (what, change) in changes)
        {
            if (await IsReadAsync(what, [change], Readers(what)))
            {
                harmless.Add(change);
            }
        }

        // What nothing refuses, all together, in all that there is.
        await IsReadAsync("all", harmless, [["report", "latest"], ["report", "latest", "--markdown"], ["report", "latest", "--csv"], ["runs", "show", "latest"]]);
        Assert.InRange(changes.Count, 50, 500);
        Assert.InRange(harmless.Count, 15, changes.Count);
    }

    /// <summary>Changes a copy of the store and calls commands; returns whether all of them found it sound.</summary>
    private async Task<bool> IsReadAsync(string what, IReadOnlyList<Action<SqliteConnection>> changes, string[][] calls)
    {
        File.Copy(temper.Folder.Sub("own.db"), temper.Folder.Sub("theirs.db"), overwrite: true);
        if (!Changed(temper.Folder.Sub("theirs.db"), changes))
        {
            return false;
        }

        var isRead = true;
        foreach (var call in calls)
        {
            var result = await temper.RunAsync([.. call, "--store", "theirs.db", .. call[0] == "report" ? (string[])["--out", "theirs"] : []]);
            Hostile.IsNotIn(result, $"{string.Join(' ', call)}, {what}", temper.Folder.Sub("theirs"));
            isRead &= result.ExitCode == 0;
        }

        return isRead;
    }

    /// <summary>The commands that read a table.</summary>
    private static string[][] Readers(string what) => what.Split('.')[0] switch
    {
        "looks" => [["report", "latest", "--csv"]],
        "studies" => [["runs", "list", "--studies"], ["runs", "list", "--studies", "--json"]],
        "documents" => [["runs", "show", "latest"], ["runs", "show", "latest", "--json"]],
        _ => [["runs", "list"], ["runs", "list", "--json"]],
    };

    /// <summary>What would be changed: whole columns, and texts in columns that are JSON.</summary>
    private static List<(string What, Action<SqliteConnection> Change)> Changes(string path)
    {
        using var store = Open(path);
        var columns = Read(store, "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'").Select(name => name.Split('.')).ToList();
        var changes = new List<(string, Action<SqliteConnection>)>();
        foreach (var column in columns)
        {
            var (table, name) = (column[0], column[1]);
            if (Read(store, $"SELECT {name} FROM {table} ORDER BY rowid DESC LIMIT 1") is [['{', ..] json])
            {
                changes.AddRange(Hostile.Places(json).Select(place => ($"{table}.{name} {place}", (Action<SqliteConnection>)(other =>
                {
                    var old = Read(other, $"SELECT {name} FROM {table} ORDER BY rowid DESC LIMIT 1")[0];
                    Run(other, $"UPDATE {table} SET {name} = $text WHERE {name} = $old", ("$text", Hostile.At(old, place)), ("$old", old));
                }))));
            }

            changes.Add(($"{table}.{name}", other => Run(other, $"UPDATE {table} SET {name} = {name} || $text", ("$text", Hostile.Text))));
            changes.Add(($"{table}.{name}", other => Run(other, $"UPDATE {table} SET {name} = $text", ("$text", Hostile.Text))));
        }

        return changes;
    }

    private static bool Changed(string path, IReadOnlyList<Action<SqliteConnection>> changes)
    {
        try
        {
            using (var store = Open(path))
            {
                Run(store, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
                foreach (var change in changes)
                {
                    change(store);
                }
            }

            // Whoever means it makes the digests anew.
            Forgery.RunSealed(path, "PRAGMA user_version");
            return true;
        }
        catch (SqliteException)
        {
            // A rule of the table's own.
            return false;
        }
        catch (StoreException)
        {
            // Refused even to be sealed.
            return true;
        }
    }

    private static SqliteConnection Open(string path)
    {
        var store = new SqliteConnection($"Data Source={path};Pooling=False");
        store.Open();
        return store;
    }

    private static void Run(SqliteConnection store, string sql, params (string Name, string Value)[] values)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private static List<string> Read(SqliteConnection store, string sql)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>Names of properties, and texts that are no JSON.</summary>
    private static IEnumerable<(string Place, string Json)> Broken(string spec)
    {
        var escaped = System.Text.Json.JsonSerializer.Serialize(Hostile.Text);
        yield return ("a new property", $"{{{escaped}: 1, {spec.TrimStart()[1..]}");
        yield return ("a layer's property", spec.Replace("\"outFeatures\"", escaped, StringComparison.Ordinal));
        yield return ("no JSON", Hostile.Text);
        yield return ("a broken end", $"{spec.TrimEnd()[..^1]}, {escaped}: {Hostile.Text}");
        yield return ("an open string", $"{{\"{Hostile.Text}");
    }
}
