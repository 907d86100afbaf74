using System.Globalization;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

// The published trainings (docs/results), of which every row has all that makes it:
//   ids FOLDER             gives every row the id that this version makes of it, in place; weights' hashes stay as they are
//   repeat FOLDER N [SEED] trains N drawn rows again and compares their weights' hashes; exit code 1 if one differs
// TEMPER_DATA names the folder that has fashion-mnist.
var isIds = args is ["ids", _];
if (!isIds && args is not ["repeat", _, _] and not ["repeat", _, _, _])
{
    Console.Error.WriteLine("usage: ids FOLDER | repeat FOLDER N [SEED]");
    return 2;
}

using var catalog = new DatasetCatalog();
var dataset = await catalog.LoadAsync(new DatasetRequest(FashionMnist.Name));
var tables = Directory.GetFiles(args[1], "*.csv").Order(StringComparer.Ordinal).Select(path => (Path: path, Text: File.ReadAllText(path))).ToList();
return isIds ? Renew(tables, dataset) : Repeat(tables, dataset, int.Parse(args[2], CultureInfo.InvariantCulture), args.Length > 3 ? ulong.Parse(args[3], CultureInfo.InvariantCulture) : 1);

static int Renew(List<(string Path, string Text)> tables, Dataset dataset)
{
    foreach (var (path, text) in tables)
    {
        var renewed = text;
        foreach (var id in Ids(text))
        {
            var spec = ResultsCsv.Find(text, id, path).Request(dataset.Outputs, new ChapterSubject()).Spec;
            var now = RunId.Of(spec, dataset.Hash, "");
            renewed = renewed.Replace($",{id},", $",{now},", StringComparison.Ordinal).Replace($"as {id}", $"as {now}", StringComparison.Ordinal);
        }

        File.WriteAllText(path, renewed);
        Console.WriteLine($"{path}: {Ids(renewed).Count} ids");
    }

    return 0;
}

static int Repeat(List<(string Path, string Text)> tables, Dataset dataset, int count, ulong seed)
{
    var all = tables.SelectMany(table => Ids(table.Text).Select(id => (table.Path, table.Text, Id: id))).DistinctBy(row => row.Id).ToList();
    var drawn = new Philox(seed, RandomPurpose.Test).Permutation(all.Count).Take(count).Select(i => all[i]).ToList();
    var rows = drawn.Select(row => ResultsCsv.Find(row.Text, row.Id, row.Path)).ToList();
    using var pool = new CpuDevicePool();
    var differing = 0;
    var records = Runner.RunMany([.. rows.Select(row => row.Request(dataset.Outputs, new ChapterSubject()))], dataset, pool, TimeProvider.System);
    for (var i = 0; i < rows.Count; i++)
    {
        var isSame = records[i].WeightsHash == rows[i].WeightsHash;
        differing += isSame ? 0 : 1;
        Console.WriteLine($"{(isSame ? "same " : "OTHER")}  {drawn[i].Id}  {rows[i].Arm}  {Path.GetFileName(drawn[i].Path)}");
    }

    Console.WriteLine($"{rows.Count - differing} of {rows.Count} drawn of {all.Count} have the same weights to the bit");
    return differing == 0 ? 0 : 1;
}

static List<string> Ids(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[1])];
