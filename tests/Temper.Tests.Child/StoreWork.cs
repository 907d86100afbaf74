using System.Globalization;
using Microsoft.Data.Sqlite;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Tests.Child;

/// <summary>What a process does with a store until it is done or killed. Each line it prints is flushed and true.</summary>
public static class StoreWork
{
    /// <summary>"fill PATH FIRST": stores runs from number FIRST on for ever. "lease PATH COUNT": leases and stores runs 0 to COUNT - 1.
    /// "hold PATH COUNT": leases them and waits to be killed. "lock PATH 1": takes the right to write and waits to be killed.
    /// "golden PATH": writes a store of the current version with one of everything.</summary>
    public static int Run(string work, string path, int[] numbers)
    {
        using var store = RunStore.Open(path, TimeProvider.System);
        switch (work)
        {
            case "fill":
                for (var i = numbers[0]; ; i++)
                {
                    store.Finish(Record(i));
                    Say($"{Id(i)}");
                }

            case "lease":
                for (var i = 0; i < numbers[0]; i++)
                {
                    if (store.Lease(Id(i)).State == LeaseState.Granted)
                    {
                        Say(Id(i));
                        Thread.Sleep(1);
                        store.Finish(Record(i));
                    }
                }

                return 0;
            case "hold":
                for (var i = 0; i < numbers[0]; i++)
                {
                    Say($"{store.Lease(Id(i)).State}");
                }

                Say("held");
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "lock":
                using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
                {
                    connection.Open();
                    using var begin = connection.CreateCommand();
                    begin.CommandText = "BEGIN IMMEDIATE";
                    begin.ExecuteNonQuery();
                    Say("locked");
                    Thread.Sleep(Timeout.Infinite);
                }

                return 0;
            case "golden":
                Golden(store);
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>The id of run number i; not a hash, so that it can be told from the number.</summary>
    public static string Id(int i) => i.ToString("x10", CultureInfo.InvariantCulture);

    /// <summary>A record in the size of a real one.</summary>
    public static RunRecord Record(int i) => Tested(Untested(i), wrong: 1950 - (i % 7));

    private static RunRecord Tested(RunRecord record, int wrong)
    {
        var labels = Enumerable.Range(0, record.TestRows).Select(image => image % 10).ToList();

        // 7919 and the number of images have no common divisor: so many images are wrong, all over the test set.
        var guesses = labels.Select((label, image) => image * 7919 % labels.Count < wrong ? (label + 1 + (image / 10 % 9)) % 10 : label).ToList();
        return record with { Wrong = wrong, Confusion = ConfusionMatrix.Of(labels, guesses, 10), TestGuesses = TestGuesses.Of(labels, guesses, 10) };
    }

    private static RunRecord Untested(int i) => new()
    {
        Id = Id(i),
        Experiment = "dropout",
        Protocol = Protocol.Sound,
        Quirks = ["Q1", "Q19"],
        Dataset = "garments",
        DatasetHash = "d0",
        DatasetSource = "made for tests",
        Seed = (ulong)i,
        Device = "cpu (1 thread)",
        Epochs = 3,
        Steps = 1125,
        Loss = [0.1 + i, 1.0 / 3, double.NaN],
        Penalty = [],
        TrainScore = [71.5, 80.25, 84],
        TrainScoreInEvaluation = [],
        ValidScore = [70, 81, 82.125 + (i % 10)],
        ValidLoss = [0.5, 0.25, double.PositiveInfinity],
        TestScore = 80.5 + (i % 7),
        TestLoss = 0.625,
        Wrong = 0,
        TestRows = 10000,
        Confusion = ConfusionMatrix.None,
        TestGuesses = TestGuesses.Of([], [], 10),
        InputShape = [1, 28, 28],
        Task = new Classification([.. Enumerable.Range(0, 10).Select(c => $"class {c} \u00e9")]),
        TestScores = new Dictionary<string, double> { ["accuracy"] = 80.5 + (i % 7), ["balanced accuracy"] = 80.25 },
        ChanceScore = 10,
        Parameters = 123456,
        TrainSeconds = 1.5,
        ValidSeconds = 0.25,
        DroppedRows = 7,
        BestEpoch = i % 2 == 0 ? null : 2,
        WeightsHash = $"w{i}",
        Notes = ["a note with \"quotes\""],
        Program = "temper 0.1.0",
        Machine = "X64, 2 cores",
        Finished = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(i),
        Spec = Spec(i),
    };

    /// <summary>What is known of a run that failed.</summary>
    public static RunFailure Failure(int i) => new()
    {
        Id = Id(i),
        Task = new Classification(["a", "b"]),
        Experiment = "l2",
        Protocol = Protocol.Own,
        Quirks = [],
        Dataset = "garments",
        DatasetHash = "d0",
        Seed = (ulong)i,
        Step = 17 + i,
        Message = "the loss of step 17 is not a number",
        Program = "temper 0.1.0",
        Machine = "X64, 2 cores",
        Finished = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(i),
        Spec = Spec(i),
    };

    private static void Golden(RunStore store)
    {
        store.Count(new SingleLook("train", "d0", Id(1)));
        store.Finish(Record(1));
        store.Finish(Record(2) with { Seed = ulong.MaxValue });
        store.Fail(Failure(3));
        store.Finish(Record(4));
        store.SaveStudy(new StoredStudy
        {
            Id = "0123456789",
            Kind = "comparison",
            Title = "dropout or not",
            Plan = """{"arms":["baseline","dropout"]}""",
            Command = "temper compare",
            DatasetHash = "d0",
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Members = [new("verdict", "baseline", 1, Id(1)), new("verdict", "dropout", ulong.MaxValue, Id(2)), new("tuning", "dropout", 3, Id(3))],
        });
        store.Look("0123456789", "d0", 1, "a hash over ids", """{"difference":0.5}""");
        store.Keep(StoredRun.Of(Record(4)), "train");
        store.Tag(Id(4), ["best", "zu-zeigen"]);
        store.SetNote(Id(4), "the first one that\nI would show");
    }

    private static TrainSpec Spec(int i) => new() { Layers = [new Linear(200), new ReLU(), new Dropout(0.1), new Linear(10)], Seed = (ulong)i };

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
