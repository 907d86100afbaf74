using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>A study of small nets that train in milliseconds, with a store of its own.</summary>
internal sealed class SmallStudy : IDisposable
{
    private static readonly Dataset Images = FixedTraining.Images(rows: 400, side: 5, seed: 3, classes: 3);

    public TempFolder Folder { get; } = new();

    public string StorePath => Folder.Sub("temper.db");

    public static Dataset Dataset => Images;

    public static StudyPlan Plan(params string[] arms) => PlanOn(Images, arms);

    /// <summary>The same on other images.</summary>
    public static StudyPlan PlanOn(Dataset images, params string[] arms)
    {
        var read = Arms.Read(arms, new ArmSettings(Protocol.Sound, images.Outputs) { Epochs = 1 }, "");
        return new StudyPlan
        {
            Kind = StudyKind.Compare,
            Protocol = Protocol.Sound,
            Arms = read,
            Contrasts = [.. Enumerable.Range(1, read.Count - 1).Select(arm => Contrast.Pair(read, arm, 0))],
            Dataset = images.Name,
            DatasetHash = images.Hash,
            DatasetSource = images.Source,
            FirstSeed = 1,
        };
    }

    public RunStore Open() => RunStore.Open(StorePath, TimeProvider.System);

    public StudyRecord Run(StudyPlan plan, int seeds, Watcher? watcher = null, StudySettings? settings = null, CancellationTokenSource? stop = null, DevicePool? pool = null)
    {
        using var store = Open();
        return new Study(Images, store, TimeProvider.System, new ChapterSubject(), pool ?? new CpuDevicePool(threads: 2)).Run(
            plan, (settings ?? new StudySettings()) with { Seeds = seeds }, "temper compare ...", watcher ?? new Watcher(), stop?.Token ?? TestContext.Current.CancellationToken);
    }

    public void Dispose() => Folder.Dispose();

    /// <summary>Counts what happens, and may cancel after some trainings.</summary>
    internal sealed class Watcher : IStudyObserver
    {
        private readonly Lock gate = new();

        public List<string> Trained { get; } = [];

        public List<(int Arm, int Seed)> Begun { get; } = [];

        public List<HalvedBatch> Halved { get; } = [];

        public bool WasElsewhere { get; private set; }

        public int ReusedRuns { get; private set; }

        public int FailedRuns { get; private set; }

        public int Seeds { get; private set; }

        public List<string> Notes { get; } = [];

        public Action<int>? AfterTraining { get; init; }

        public void Begin(string title, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds) => Seeds = seeds.Count;

        public void AddSeeds(IReadOnlyList<ulong> seeds) => Seeds += seeds.Count;

        public void Reused(int arm, int seed, StoredRun run) => Do(() => ReusedRuns++);

        public void Started(int arm, int seed) => Do(() => Begun.Add((arm, seed)));

        public void Elsewhere(int arm, int seed) => Do(() => WasElsewhere = true);

        public void BatchHalved(HalvedBatch batch) => Do(() => Halved.Add(batch));

        public void Finished(int arm, int seed, RunRecord record) => Do(() =>
        {
            Trained.Add(record.Id);
            AfterTraining?.Invoke(Trained.Count);
        });

        public void Failed(int arm, int seed, RunFailure failure) => Do(() => FailedRuns++);

        public void Note(string line) => Do(() => Notes.Add(line));

        public void Complete()
        {
        }

        private void Do(Action action)
        {
            lock (gate)
            {
                action();
            }
        }
    }
}
