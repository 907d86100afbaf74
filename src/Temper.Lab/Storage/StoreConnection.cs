using System.Text.Json;
using Microsoft.Data.Sqlite;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>
/// The one connection of a store: one thread at a time, every call a transaction, SQLite's errors translated. Transactions
/// last microseconds to milliseconds and trainings seconds, so more connections would gain nothing.
/// </summary>
/// <param name="connection">The connection, open.</param>
/// <param name="path">The file, for errors.</param>
internal sealed class StoreConnection(SqliteConnection connection, string path) : IDisposable
{
    private readonly Lock gate = new();
    private bool isDisposed;

    /// <summary>SQLite's connection.</summary>
    public SqliteConnection Sqlite { get; } = connection;

    /// <summary>Whether there is a write-ahead log beside the file as long as it is open.</summary>
    public bool HasLog { get; set; }

    /// <summary>
    /// Reads one state of the store: what others write meanwhile is not seen. It ends with a rollback, which works on damaged pages, too.
    /// </summary>
    public T Read<T>(Func<T> read) => Run("BEGIN", "ROLLBACK", read);

    /// <summary>
    /// Writes all or nothing; what is written is on the disk when this returns. The right to write is taken at the start
    /// (IMMEDIATE), so nothing that was read can change before the write, and two writers wait for each other instead of failing.
    /// </summary>
    /// <exception cref="IOException">The file is no longer where it was opened: what is written would be found by nobody.</exception>
    public T Write<T>(Func<T> write)
    {
        var result = Run("BEGIN IMMEDIATE", "COMMIT", () =>
        {
            StorePlace.Require(this, path);
            return write();
        });

        // Again: a file that was moved away in the meantime took this with it.
        RequireInPlace();
        return result;
    }

    /// <summary>Throws when the file is no longer where it was opened.</summary>
    public void RequireInPlace()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, typeof(RunStore));
            StorePlace.Require(this, path);
        }
    }

    /// <summary>Writes all or nothing.</summary>
    public void Write(Action write) => Write(() =>
    {
        write();
        return true;
    });

    /// <summary>Runs statements outside a transaction.</summary>
    public void Alone(string sql)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, typeof(RunStore));
            try
            {
                Execute(sql);
            }
            catch (SqliteException error)
            {
                throw StoreErrors.Of(path, error);
            }
        }
    }

    /// <summary>Inside a transaction: runs a statement and tells how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Inside a transaction: reads rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            try
            {
                rows.Add(row(reader));
            }
            catch (RecordVersionException error)
            {
                throw StoreErrors.OtherRecords(path, error);
            }
            catch (Exception error) when (error is JsonException or FormatException or InvalidCastException or InvalidOperationException
                or NotSupportedException or OverflowException or ArgumentException)
            {
                // The pages are sound, their content is not: a changed bit in a text, or a hand that edited it.
                throw StoreErrors.Damaged(path, StoreErrors.Said(error), error);
            }
        }

        return rows;
    }

    /// <summary>Inside a transaction: reads a column of texts.</summary>
    public List<string> Texts(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Query(sql, static row => row.GetString(0), values);

    /// <summary>Inside a transaction: reads a number.</summary>
    public long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Query(sql, static row => row.GetInt64(0), values)[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            Sqlite.Dispose();
        }
    }

    private T Run<T>(string begin, string end, Func<T> body)
    {
        // The inner one would roll the outer one back.
        if (gate.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("A transaction of the store inside another one.");
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, typeof(RunStore));
            try
            {
                // One that could not be rolled back before, because the disk failed.
                RollBack();
                Execute(begin);
                var result = body();
                Execute(end);
                return result;
            }
            catch (SqliteException error)
            {
                RollBack();
                throw StoreErrors.Of(path, error);
            }
            catch (FormatException error)
            {
                // A digest that is none.
                RollBack();
                throw StoreErrors.Damaged(path, StoreErrors.Said(error), error);
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    private void RollBack()
    {
        // After some errors, a full disk's among them, SQLite has rolled back by itself.
        if (SQLitePCL.raw.sqlite3_get_autocommit(Sqlite.Handle) == 0)
        {
            try
            {
                Execute("ROLLBACK");
            }
            catch (SqliteException)
            {
                // The error that led here says more.
            }
        }
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = Sqlite.CreateCommand();
#pragma warning disable CA2100 // All statements are constants of this folder; values are always parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
