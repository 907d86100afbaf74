using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Storage;

/// <summary>
/// The store of runs and studies: one SQLite file that many threads and processes use at once. docs/store.md has its tables
/// and how it survives what happens to processes and disks.
/// </summary>
public sealed partial class RunStore : IDisposable
{
    /// <summary>The version of the tables that this program writes.</summary>
    public static int SchemaVersion => StoreSchema.FirstVersion + StoreSchema.Steps.Count - 1;

    /// <summary>The file's usual name.</summary>
    public const string DefaultName = "temper.db";

    private const int BusySeconds = 30;

    private readonly StoreConnection store;
    private readonly WorkerLock workers;
    private readonly TimeProvider time;

    private RunStore(string path, TimeProvider time, int busySeconds, StoreUse use)
    {
        Path = path;
        this.time = time;
        workers = new WorkerLock($"{path}-workers");
        store = StoreFile.Open(path, busySeconds, use);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SQLite's connection, for tests.</summary>
    internal StoreConnection Connection => store;

    /// <summary>Opens a store; file and folder are made if they are missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Clock of leases and looks.</param>
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a version that is not read.</exception>
    /// <exception cref="IOException">The file cannot be made, opened or written to.</exception>
    public static RunStore Open(string path, TimeProvider time) => Open(path, time, BusySeconds);

    /// <summary>Opens a store that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Clock of leases and looks.</param>
    /// <param name="use">What is to be done with it; default <see cref="StoreUse.Write"/>.</param>
    /// <exception cref="StoreException">There is none, or the file is no store, a damaged one, or one of a version that is not read.</exception>
    /// <exception cref="IOException">The file cannot be opened or, unless it is only read, written to.</exception>
    public static RunStore OpenExisting(string path, TimeProvider time, StoreUse use = StoreUse.Write)
    {
        var full = FullPath(path);
        return File.Exists(full) || Directory.Exists(full)
            ? Open(path, time, BusySeconds, use)
            : throw new StoreException($"{path}: expected a store of runs, received no file; train something first, or name another file.");
    }

    /// <summary>
    /// Asks for the right to carry out a run. A run whose worker has died is given at once to the next that asks. What was
    /// leased must be finished, failed or released; a worker that ends without it is as good as dead.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <exception cref="IOException">The store or the worker's lock file cannot be written to.</exception>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public RunLease Lease(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);

        // A resumed study asks for thousands of runs that are done: they are answered without waiting for writers.
        return Find(runId) is { } done
            ? new RunLease(LeaseState.Done, done)
            : store.Write(() =>
            {
                if (Stored(runId) is { } run)
                {
                    return new RunLease(LeaseState.Done, run);
                }

                // The own worker is asked for by name: its lock is held, as it must be.
                if (store.Texts("SELECT worker FROM leases WHERE run = $run", ("$run", runId)) is [var owner]
                    && (owner == workers.Worker || !workers.IsDead(owner, delete: true)))
                {
                    return new RunLease(LeaseState.Busy, null);
                }

                store.Execute(
                    "INSERT OR REPLACE INTO leases (run, worker, since) VALUES ($run, $worker, $since)",
                    ("$run", runId),
                    ("$worker", workers.Take()),
                    ("$since", StoredRows.Text(time.GetUtcNow())));
                return new RunLease(LeaseState.Granted, null);
            });
    }

    /// <summary>Stores a run that is done and releases its lease. It is on the disk when this returns.</summary>
    /// <param name="record">The run's record.</param>
    /// <exception cref="StoreException">The record contradicts itself, the store has another outcome under this id, or is damaged.</exception>
    /// <exception cref="IOException">The store cannot be written to; nothing of the run is stored.</exception>
    public void Finish(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Store(StoredRun.Of(record), command: null);
    }

    /// <summary>Stores a run that failed and releases its lease. It is on the disk when this returns.</summary>
    /// <param name="failure">What is known of it.</param>
    /// <exception cref="StoreException">The store has another outcome under this id, or is damaged.</exception>
    /// <exception cref="IOException">The store cannot be written to; nothing of the run is stored.</exception>
    public void Fail(RunFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Store(StoredRun.Of(failure), command: null);
    }

    /// <summary>
    /// Stores a run that a command outside of studies has asked for, and releases its lease: it stays when a study that names it is deleted, and
    /// is no garbage. It is on the disk when this returns.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="command">What asked for it: "train" or "chapter".</param>
    /// <returns>The run as it was stored before; null if it is new.</returns>
    /// <exception cref="StoreException">The record contradicts itself, the store has another outcome under this id, or is damaged.</exception>
    /// <exception cref="IOException">The store cannot be written to; nothing of the run is stored.</exception>
    public StoredRun? Keep(StoredRun run, string command)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(command);
        return Store(run, command);
    }

    /// <summary>Releases a lease without a result; nothing happens if this worker has none.</summary>
    /// <param name="runId">The run.</param>
    public void Release(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        if (workers.Worker is not null)
        {
            store.Write(() => store.Execute(
                "DELETE FROM leases WHERE run = $run AND worker = $worker", ("$run", runId), ("$worker", workers.Worker)));
        }
    }

    /// <summary>Closes the store and releases the leases of this worker.</summary>
    public void Dispose()
    {
        try
        {
            if (workers.Worker is { } worker)
            {
                store.Write(() =>
                {
                    store.Execute("DELETE FROM leases WHERE worker = $worker", ("$worker", worker));
                    workers.Dispose();
                    workers.Tidy();
                });
            }
        }
        catch (Exception error) when (error is TemperException or IOException)
        {
            // Without its lock the worker is dead to the others, and its leases are theirs.
            workers.Dispose();
        }

        store.Dispose();
    }

    /// <summary>Throws when the store's file is no longer where it was opened, so that what was stored is not where its path leads.</summary>
    /// <exception cref="IOException">It was deleted, renamed or replaced.</exception>
    public void RequireInPlace() => store.RequireInPlace();

    /// <summary>Opens a store with another patience than 30 s.</summary>
    internal static RunStore Open(string path, TimeProvider time, int busySeconds, StoreUse use = StoreUse.Write)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new RunStore(FullPath(path), time, busySeconds, use);
    }

    /// <summary>The file itself if the path is a link: all workers must find the same lock files beside it.</summary>
    private static string FullPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No such file, or not to be looked at: opening it will say so.
            return full;
        }
    }

    private StoredRun? Store(StoredRun run, string? command)
    {
        // What would be refused when it is read is not written: a device that counts wrong must not spoil a store.
        if (run.Record?.Contradiction() is { } contradiction)
        {
            Release(run.Id);
            throw new StoreException($"{Path}: run {run.Id} is not stored: {contradiction}; train it on another device.");
        }

        var columns = run.Record is { } done ? StoredRows.Columns(done) : StoredRows.Columns(run.Failure!);
        try
        {
            return store.Write(() =>
            {
                var before = Stored(run.Id);
                if (before is not null)
                {
                    RequireSame(before, run);
                }
                else
                {
                    store.Execute(
                        """
                        INSERT INTO runs (id, state, experiment, protocol, dataset, dataset_hash, seed, program, finished, seconds,
                            score, valid_score, test_score, wrong, weights_hash, failed_step, document)
                        VALUES ($id, $state, $experiment, $protocol, $dataset, $dataset_hash, $seed, $program, $finished, $seconds,
                            $score, $valid_score, $test_score, $wrong, $weights_hash, $failed_step, $document)
                        """,
                        [.. columns.AsSpan(0, columns.Length - 1), ("$document", RowDigest.Of((string)columns[^1].Value!))]);
                    store.Execute("INSERT INTO documents (run, json) VALUES ($id, $json)", columns[0], columns[^1]);
                    RowSeals.Add(store, "runs", "id = $id", columns[0]);
                }

                if (command is not null)
                {
                    NameSingle(run.Id, command);
                }

                store.Execute("DELETE FROM leases WHERE run = $run", ("$run", run.Id));
                return before;
            });
        }
        catch (StoreException)
        {
            Release(run.Id);
            throw;
        }
    }

    private void NameSingle(string run, string command)
    {
        if (store.Execute(
            "INSERT OR IGNORE INTO single_runs (run, command, at) VALUES ($run, $command, $at)",
            ("$run", run), ("$command", command), ("$at", StoredRows.Text(time.GetUtcNow()))) > 0)
        {
            RowSeals.Add(store, "single_runs", "run = $run AND command = $command", ("$run", run), ("$command", command));
        }
    }

    /// <summary>The same id means the same bits, so anything else is a mistake that must not be hidden by the first or the last.</summary>
    private void RequireSame(StoredRun before, StoredRun now)
    {
        if (SpecJson.Write(SpecOf(before)) != SpecJson.Write(SpecOf(now)) || DataOf(before) != DataOf(now))
        {
            throw Contradiction(now.Id, "its spec and data", "another spec or other data");
        }

        if (Outcome(before) != Outcome(now))
        {
            throw Contradiction(now.Id, Outcome(before), Outcome(now));
        }
    }

    private StoreException Contradiction(string id, string expected, string received) => new(
        $"{Path}: run {id}: expected {expected}, as stored before, received {received}; the same id must give the same bits: "
        + "delete the stored run to train it again.");

    private static TrainSpec SpecOf(StoredRun run) => run.Record?.Spec ?? run.Failure!.Spec;

    private static string DataOf(StoredRun run) => run.Record?.DatasetHash ?? run.Failure!.DatasetHash;

    private static string Outcome(StoredRun run) => run.Record is { } record
        ? $"weights {record.WeightsHash}"
        : FormattableString.Invariant($"a failure at step {run.Failure!.Step}");
}
