// Summarizes the runs of compare.sh: called with FOLDER, which holds EXPERIMENT-THREADS-ROUND-temper.json and ...-peer.json, and a
// note on the circumstances.
using System.Runtime.InteropServices;
using System.Text.Json;
using Peers;

const string Temper = "-temper.json";

if (args is not [var folder, var note] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("Expected the folder with the runs' JSON files and a note.");
    return 2;
}

var comparisons = Directory.GetFiles(folder, "*" + Temper)
    .Select(file => (Temper: PeerReport.Read(file), Peer: PeerReport.Read(file[..^Temper.Length] + "-peer.json")))
    .GroupBy(pair => (pair.Temper.Experiment, pair.Temper.Threads))
    .OrderByDescending(group => group.Key.Experiment == "baseline").ThenBy(group => group.Key.Threads)
    .Select(group => new Comparison([.. group]))
    .ToArray();
if (comparisons.Length == 0)
{
    Console.Error.WriteLine($"{folder}: expected the runs' JSON files, found none; run compare.sh.");
    return 3;
}

var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; {note}";
var markdown = Comparison.Markdown(comparisons, machine);
Console.Write(markdown);
File.WriteAllText(Path.Combine(folder, "comparison.md"), markdown);
var json = new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
File.WriteAllText(Path.Combine(folder, "comparison.json"), JsonSerializer.Serialize(new { machine, comparisons }, json) + "\n");
return 0;
