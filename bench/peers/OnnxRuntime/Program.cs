// Temper and ONNX Runtime predict with the same nets in one process, in turns.
//
//   dotnet run -c Release --project bench/peers/OnnxRuntime [-- --quick] [--fold] [--floats]
//
// --fold: the exported graph has BatchNorm folded into the Linear before it. --floats: ONNX Runtime is given numbers that are
// scaled already, Temper raw bytes as always. Needs Fashion-MNIST (TEMPER_DATA names its folder).
using System.Globalization;
using Peers;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Benchmarks;
using Temper.Lab.Runs;

string[] known = ["--quick", "--fold", "--floats"];
if (args.FirstOrDefault(arg => !known.Contains(arg)) is { } unknown)
{
    Console.Error.WriteLine($"expected {string.Join(", ", known)}, received {unknown}");
    return 2;
}

using var catalog = new DatasetCatalog();
var dataset = await catalog.LoadAsync(new DatasetRequest(FashionMnist.Name));
var options = new OnnxOptions { Fold = args.Contains("--fold"), Scale = !args.Contains("--floats") };
var settings = args.Contains("--quick") ? new PredictionSettings { Rounds = 3, SecondsPerRound = 0.005 } : new PredictionSettings();
var results = PredictionBenchmark.Run(settings, dataset, [new PredictorCandidate(), new OnnxRuntimeCandidate(options)]);

Console.WriteLine($"{ProgramVersion.Machine}; {dataset.Name}; ONNX Runtime {typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly.GetName().Version!.ToString(3)}, {(options.Scale ? "raw bytes" : "floats")}{(options.Fold ? ", folded" : "")}");
Console.WriteLine();
Console.WriteLine("| net | threads | batch | Temper, us | ONNX Runtime, us | times as long (each round) |");
Console.WriteLine("|---|---|---|---|---|---|");
var slower = 0;
foreach (var point in results.GroupBy(result => (result.Net, result.Threads, result.Batch)))
{
    var (temper, peer) = (point.First(), point.Last());
    var ratios = peer.Rounds.Zip(temper.Rounds, (theirs, ours) => theirs / ours).Order().ToList();
    slower += peer.MicrosecondsPerCall < temper.MicrosecondsPerCall ? 1 : 0;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {temper.Net} | {temper.Threads} | {temper.Batch} | {temper.MicrosecondsPerCall:F1} | {peer.MicrosecondsPerCall:F1} | {ratios[ratios.Count / 2]:F2} ({ratios[0]:F2} to {ratios[^1]:F2}) |"));
}

Console.WriteLine();
Console.WriteLine(slower == 0 ? "Temper is at least as fast at every point." : $"ONNX Runtime is faster at {slower} points.");
return 0;
