// How often the statistics are wrong: simulated studies, table by table, in Markdown. docs/statistics.md has what came of it.
//
//   dotnet run -c Release --project bench/ErrorRates [-- TABLE [STUDIES [KIND...]]]
//
// TABLE is level, coverage, bars, planned or open; without one, all. STUDIES of each cell, default 2000; 2000@5000 for those from the 5000th on, which are
// other draws. KIND of noise is normal, t3, lognormal
// or rounded; without one, all.
using System.Globalization;
using Temper.ErrorRates;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var tables = new Dictionary<string, Action<Studies>>
{
    ["level"] = FixedTables.Level,
    ["coverage"] = FixedTables.Coverage,
    ["bars"] = FixedTables.Bars,
    ["planned"] = SequentialTables.Planned,
    ["open"] = SequentialTables.OpenEnded,
};
var names = args.Length > 0 ? [args[0]] : tables.Keys.ToArray();
if (names.FirstOrDefault(name => !tables.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"expected one of {string.Join(", ", tables.Keys)}, received {unknown}");
    return 2;
}

int[] numbers = [.. (args.Length > 1 ? args[1] : "2000").Split('@').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
var studies = new Studies(
    numbers.Length > 1 ? numbers[1] : 0,
    numbers[0],
    args.Length > 2 ? args[2..] : ["normal", "t3", "lognormal", "rounded"]);
foreach (var name in names)
{
    tables[name](studies);
    Console.WriteLine();
}

return 0;
