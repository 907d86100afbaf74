// What --precision tf32 does to accuracy, without a GPU: the same trainings with factors of products rounded to tf32 and not, seed by seed.
//
//   TEMPER_DATA=FOLDER dotnet run -c Release --project bench/gpu/Tf32Effect [-- SEEDS [FIRST [ARM...]]]
using System.Globalization;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Training;
using Tf32Effect;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 12;
var first = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
using var catalog = new DatasetCatalog();
var data = await catalog.LoadAsync(new DatasetRequest(FashionMnist.Name));
var settings = new ArmSettings(Protocol.Sound, data.Outputs);
string[] names = args.Length > 2 ? args[2..] : ["baseline", "dropout", "l2", "batchnorm", "altogether"];
var arms = names.Select(name => Arms.Read(name, settings, Environment.CurrentDirectory)).ToArray();
var accuracies = new double[arms.Length, seeds, 2];
using var stop = new CancellationTokenSource();
SideBySide.Run(accuracies.Length, Environment.ProcessorCount, stop, i =>
{
    var (arm, seed, isRounded) = (i / (2 * seeds), i / 2 % seeds, i % 2);
    using Device device = isRounded == 1 ? new Tf32Device() : new CpuDevice(threads: 1);
    using var trainer = new Trainer(arms[arm].Request(first + (ulong)seed).Spec, data, device);
    trainer.Run(cancellationToken: stop.Token);
    accuracies[arm, seed, isRounded] = trainer.Test().Score;
    Console.Error.Write('.');
});

Console.Error.WriteLine();
var samples = arms.Select((arm, a) => new PairedSample(
    arm.Name, [.. Enumerable.Range(0, seeds).Select(seed => accuracies[a, seed, 1] - accuracies[a, seed, 0])])).ToArray();
Console.WriteLine($"{data.Name}, sound protocol, {seeds} seeds from {first} on: test accuracy in percent, and what tf32 changes in points");
Console.WriteLine("| arm | fp32 | tf32 | difference | 95% interval | verdict |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var (result, a) in PairedAnalysis.Compare(samples, new VerdictSettings()).Select((result, a) => (result, a)))
{
    Console.WriteLine($"| {result.Name} | {Mean(a, 0):F2} | {Mean(a, 1):F2} | {result.Mean:+0.000;-0.000} | {result.Interval.Low:+0.00;-0.00} to {result.Interval.High:+0.00;-0.00} | {result.Verdict} |");
}

double Mean(int arm, int precision) => Enumerable.Range(0, seeds).Average(seed => accuracies[arm, seed, precision]);
