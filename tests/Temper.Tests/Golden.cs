using System.Collections.Concurrent;
using System.Text.Json;
using Xunit;

namespace Temper.Tests;

/// <summary>PyTorch's numbers, from the files that make_golden.py wrote.</summary>
internal static class Golden
{
    private static readonly ConcurrentDictionary<string, JsonElement> Files = new();

    /// <summary>A whole file.</summary>
    public static JsonElement File(string name) => Files.GetOrAdd(
        name,
        static file => JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", file))).RootElement);

    /// <summary>The case of that name in one of a file's lists.</summary>
    public static JsonElement Case(string file, string name, string list = "cases") =>
        File(file).GetProperty(list).EnumerateArray().Single(entry => entry.Text("name") == name);

    /// <summary>The names of all cases, as theory data.</summary>
    public static TheoryData<string> Names(string file, string list = "cases") =>
        [.. File(file).GetProperty(list).EnumerateArray().Select(entry => entry.Text("name"))];

    public static string Text(this JsonElement element, string field) => element.GetProperty(field).GetString()!;

    public static double Number(this JsonElement element, string field) => element.GetProperty(field).GetDouble();

    public static int Whole(this JsonElement element, string field) => element.GetProperty(field).GetInt32();

    public static double[] Numbers(this JsonElement element, string field) => element.GetProperty(field).Numbers();

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetDouble())];

    public static int[] Wholes(this JsonElement element, string field) =>
        [.. element.GetProperty(field).EnumerateArray().Select(number => number.GetInt32())];
}
