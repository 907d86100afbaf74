namespace Temper.Lab.Storage;

/// <summary>
/// What a command outside of studies leaves in a store: its runs, and that it has looked at the test set. The store is opened when there is
/// something to write, because SQLite must not delay the first training step. A problem with it ends nothing: the reason is returned instead.
/// </summary>
/// <param name="path">The store's file, which is made if it is missing.</param>
/// <param name="time">The clock.</param>
/// <param name="command">"train", "chapter" or "evaluate".</param>
public sealed class SingleRuns(string path, TimeProvider time, string command) : IDisposable
{
    private readonly Lock gate = new();
    private RunStore? store;
    private string? whyNone;

    /// <summary>Stores a run.</summary>
    /// <param name="run">The run.</param>
    public KeptRun Keep(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        StoredRun? before = null;
        var whyNot = Tried(open => before = open.Keep(run, command));
        return new KeptRun(before, whyNot);
    }

    /// <summary>Counts a look at the test set.</summary>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    /// <param name="subject">What was tested: the id of a run or chapter, or the hash of a model's weights.</param>
    /// <returns>Why it is not counted; null if it is.</returns>
    public string? Count(string datasetHash, string subject) => Tried(open => open.Count(new SingleLook(command, datasetHash, subject)));

    /// <inheritdoc/>
    public void Dispose() => store?.Dispose();

    /// <summary>Does something with the store. What cannot be opened, or waited for in vain, is not tried again.</summary>
    private string? Tried(Action<RunStore> action)
    {
        lock (gate)
        {
            if (whyNone is not null)
            {
                return whyNone;
            }

            try
            {
                action(store ??= RunStore.OpenBriefly(path, time));
                return null;
            }
            catch (StoreException error) when (store is not null)
            {
                // This run contradicts the store; another may not.
                return error.Message;
            }
            catch (Exception error) when (error is TemperException or IOException or UnauthorizedAccessException)
            {
                return whyNone = error.Message;
            }
        }
    }
}
