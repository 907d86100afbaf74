using Temper.Devices;

namespace Temper.Data;

/// <summary>Cuts rows of a data set into batches, in order or shuffled anew each epoch.</summary>
public sealed class BatchLoader : IDisposable
{
    private readonly int[] rows;
    private readonly int[] order;
    private readonly int[] shuffled;
    private readonly IndexBuffer indices;

    /// <summary>Prepares the batches; rows are in the given order until <see cref="Shuffle"/>.</summary>
    /// <param name="device">Where the row numbers go.</param>
    /// <param name="rows">Row numbers.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="dropLast">Whether a short last batch is dropped.</param>
    public BatchLoader(Device device, int[] rows, int batchSize, bool dropLast)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        this.rows = rows;
        BatchSize = batchSize;
        Count = dropLast ? rows.Length / batchSize : (int)((rows.Length + (long)batchSize - 1) / batchSize);
        Dropped = dropLast ? rows.Length % batchSize : 0;
        order = new int[rows.Length];
        shuffled = new int[rows.Length];
        indices = device.AllocateIndices(rows.Length);
        indices.Write(rows);
    }

    /// <summary>Rows of a full batch.</summary>
    public int BatchSize { get; }

    /// <summary>Number of batches.</summary>
    public int Count { get; }

    /// <summary>Rows that no batch of an epoch holds.</summary>
    public int Dropped { get; }

    /// <summary>Batch number <paramref name="index"/>.</summary>
    public Batch this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            var start = index * BatchSize;
            return new Batch(indices, start, Math.Min(BatchSize, rows.Length - start));
        }
    }

    /// <summary>Puts the rows into the order of an epoch: the stream (seed, Shuffle, epoch).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Which epoch, from 0.</param>
    public void Shuffle(ulong seed, int epoch)
    {
        new Philox(seed, RandomPurpose.Shuffle, step: (ulong)epoch).Permute(order);
        for (var i = 0; i < order.Length; i++)
        {
            shuffled[i] = rows[order[i]];
        }

        indices.Write(shuffled);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => indices.Dispose();
}
