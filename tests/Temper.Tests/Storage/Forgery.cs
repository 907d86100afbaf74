using Microsoft.Data.Sqlite;
using Temper.Lab.Storage;

namespace Temper.Tests.Storage;

/// <summary>What another program, a careless hand or an attacker does to a store's file.</summary>
internal static class Forgery
{
    /// <summary>Runs statements in a connection that knows nothing of stores.</summary>
    public static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs statements and makes all digests anew, as whoever means it can.</summary>
    public static void RunSealed(string path, string sql)
    {
        using var store = RunStore.Open(path, TimeProvider.System);
        RunSealed(store, sql);
    }

    /// <summary>The same in an open store.</summary>
    public static void RunSealed(RunStore opened, string sql, params (string Name, object? Value)[] values)
    {
        var store = opened.Connection;
        store.Write(() =>
        {
            store.Execute(sql, values);
            foreach (var (id, json) in store.Query("SELECT run, json FROM documents", row => (row.GetString(0), row.GetString(1))))
            {
                store.Execute("UPDATE runs SET document = $document WHERE id = $id", ("$document", RowDigest.Of(json)), ("$id", id));
            }

            foreach (var (table, _) in StoreSchema.Sealed)
            {
                foreach (var row in store.Query($"SELECT rowid FROM {table}", row => row.GetInt64(0)))
                {
                    RowSeals.Write(store, table, "rowid = $row", ("$row", row));
                }

                RowSeals.Recount(store, table);
            }
        });
    }
}
