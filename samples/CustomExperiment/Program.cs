// An experiment of your own: own pictures, own nets, a verdict over many seeds.
//
//   dotnet run -c Release --project samples/CustomExperiment [-- FOLDER]
//
// The question here: a fifth of the training labels are wrong. Which regularizer keeps a net from learning them by heart?
// FOLDER (default: runs/custom-experiment) receives the store and the report. Run it again, and nothing is trained twice.
using CustomExperiment;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;

var folder = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine("runs", "custom-experiment"));
Directory.CreateDirectory(folder);

// Own data: any labelled 8-bit pictures of one size. temper data info shows how to read them from files.
var data = Patterns.Make(seed: 1, wrongLabels: 0.2);
Console.WriteLine($"{data.Name}: {data.Train.Count} + {data.Test.Count} pictures of {data.Train.Shape.Height} x {data.Train.Shape.Width}, {data.Outputs} classes");

// Own arms: a name and a spec each, the baseline first. The study trains all of them with the same seeds.
var plain = new TrainSpec
{
    Layers = [new Linear(100), new ReLU(), new Linear(100), new ReLU(), new Linear(data.Outputs)],
    Optimizer = new AdamW(LearningRate: 0.003),
    Epochs = 40,
    BatchSize = 64,
};
Arm[] arms =
[
    Own("plain", plain),
    Own("dropout", plain with { Layers = [new Linear(100), new ReLU(), new Dropout(0.5), new Linear(100), new ReLU(), new Dropout(0.5), new Linear(data.Outputs)] }),
    Own("weight decay", plain with { Optimizer = new AdamW(LearningRate: 0.003) { WeightDecay = 0.3 } }),
    Own("label smoothing", plain.With(new LabelSmoothing(0.2))),
];
var plan = new StudyPlan
{
    Kind = StudyKind.Compare,
    Protocol = Protocol.Own,
    Arms = arms,
    Contrasts = [.. Enumerable.Range(1, arms.Length - 1).Select(arm => Contrast.Pair(arms, arm, reference: 0))],
    Dataset = data.Name,
    DatasetHash = data.Hash,
    DatasetSource = data.Source,
    FirstSeed = 1,
    Region = 0.5,
};

using var store = RunStore.Open(Path.Combine(folder, "temper.db"), TimeProvider.System);
var study = new Study(data, store, TimeProvider.System, new PlainSubject());
var record = study.Run(plan, new StudySettings { Seeds = 12 }, "dotnet run --project samples/CustomExperiment", new Counter(), CancellationToken.None);

foreach (var arm in record.Arms)
{
    Console.WriteLine($"{arm.Name,-16} {arm.Test:F2}% of the test pictures right");
}

foreach (var result in record.Results)
{
    Console.WriteLine($"{result.Name,-16} {result.Mean:+0.00;-0.00} points against {result.Against}, interval {result.Low:F2} to {result.High:F2}: {result.Verdict}");
}

var page = Path.Combine(folder, "report.html");
File.WriteAllText(page, new StudyReport(record).Page());
Console.WriteLine($"Report: {page}");

static Arm Own(string name, TrainSpec spec) => new(name, Protocol: Protocol.Own, Quirks: [], spec);
