using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// The tables of a store, and how each version comes from the one before. docs/store.md explains the columns. A step is never
/// changed once a version with it was released: files that have made it do not make it again.
/// </summary>
internal static class StoreSchema
{
    /// <summary>"TMPR" as a number, at byte 68 of the file: what makes an SQLite file a store.</summary>
    public const int ApplicationId = 0x544D5052;

    /// <summary>The first version that is read; those before it held records that nothing reads any more.</summary>
    public const int FirstVersion = 7;

    /// <summary>
    /// Step 0 leads from an empty file to <see cref="FirstVersion"/>, step i from version <see cref="FirstVersion"/> + i - 1 to the next; each is
    /// one transaction.
    /// </summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // Documents have a table of their own, so that the list of runs need not read past them. Looks have no reference to their study: they
        // outlive it. What people write to a run, and who asked for it, are no columns of runs: they would change the digest of its row.
        // A digest is null only within the transaction that writes its row.
        """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('done', 'failed')),
            experiment TEXT NOT NULL,
            protocol TEXT NOT NULL,
            dataset TEXT NOT NULL,
            dataset_hash TEXT NOT NULL,
            seed INTEGER NOT NULL,
            program TEXT NOT NULL,
            finished TEXT NOT NULL,
            seconds REAL NOT NULL,
            score TEXT NOT NULL,
            valid_score REAL,
            test_score REAL,
            wrong INTEGER,
            weights_hash TEXT,
            failed_step INTEGER,
            document TEXT NOT NULL,
            digest TEXT
        ) STRICT;
        CREATE TABLE documents (
            run TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE studies (
            id TEXT PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            plan TEXT NOT NULL,
            command TEXT NOT NULL,
            dataset_hash TEXT NOT NULL,
            created TEXT NOT NULL,
            digest TEXT
        ) STRICT;
        CREATE TABLE members (
            position INTEGER PRIMARY KEY,
            study TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
            purpose TEXT NOT NULL,
            arm TEXT NOT NULL,
            seed INTEGER NOT NULL,
            run TEXT NOT NULL,
            digest TEXT,
            UNIQUE (study, purpose, arm, seed, run)
        ) STRICT;
        CREATE INDEX members_run ON members (run);
        CREATE TABLE leases (
            run TEXT PRIMARY KEY NOT NULL,
            worker TEXT NOT NULL,
            since TEXT NOT NULL
        ) STRICT;
        CREATE TABLE looks (
            study TEXT NOT NULL,
            number INTEGER NOT NULL,
            at TEXT NOT NULL,
            seeds INTEGER NOT NULL,
            dataset_hash TEXT NOT NULL,
            runs TEXT NOT NULL,
            result TEXT NOT NULL,
            digest TEXT,
            PRIMARY KEY (study, number),
            UNIQUE (study, runs)
        ) STRICT;
        CREATE INDEX looks_dataset ON looks (dataset_hash);
        CREATE TABLE single_looks (
            position INTEGER PRIMARY KEY,
            command TEXT NOT NULL,
            at TEXT NOT NULL,
            dataset_hash TEXT NOT NULL,
            subject TEXT NOT NULL,
            digest TEXT,
            UNIQUE (dataset_hash, command, subject)
        ) STRICT;
        CREATE TABLE single_runs (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            command TEXT NOT NULL,
            at TEXT NOT NULL,
            digest TEXT,
            PRIMARY KEY (run, command)
        ) STRICT;
        CREATE TABLE tags (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            tag TEXT NOT NULL,
            digest TEXT,
            PRIMARY KEY (run, tag)
        ) STRICT;
        CREATE TABLE notes (
            run TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            note TEXT NOT NULL,
            digest TEXT
        ) STRICT;
        CREATE TABLE totals (
            name TEXT PRIMARY KEY NOT NULL,
            row_count INTEGER NOT NULL,
            digests TEXT NOT NULL
        ) STRICT;
        INSERT INTO totals (name, row_count, digests) SELECT value, 0, '00000000000000000000000000000000'
            FROM json_each('["runs", "studies", "members", "looks", "single_looks", "single_runs", "tags", "notes"]');
        """,
    ];

    /// <summary>The tables whose rows have digests, and what tells their rows apart for people.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Key)> Sealed { get; } =
    [
        ("runs", ["id"]),
        ("studies", ["id"]),
        ("members", ["study", "arm", "seed"]),
        ("looks", ["study", "number"]),
        ("single_looks", ["command", "subject"]),
        ("single_runs", ["run", "command"]),
        ("tags", ["run", "tag"]),
        ("notes", ["run"]),
    ];

    /// <summary>Those of them whose rows are about a run and go with it.</summary>
    public static IReadOnlyList<string> OfRuns { get; } = ["single_runs", "tags", "notes"];

    /// <summary>
    /// Everything that a store of the current version is made of, as SQLite keeps it: type, name, table and statement. Anything else in a file
    /// is not ours, and a trigger or a view among it could change what a query says.
    /// </summary>
    public static IReadOnlySet<SchemaObject> Objects => Made.Value;

    private static readonly Lazy<HashSet<SchemaObject>> Made = new(MakeObjects);

    /// <summary>What a file is made of.</summary>
    public const string ObjectsQuery =
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE substr(name, 1, 11) <> 'sqlite_stat' ORDER BY name";

    private static HashSet<SchemaObject> MakeObjects()
    {
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        using var command = memory.CreateCommand();
        foreach (var step in Steps)
        {
#pragma warning disable CA2100 // A constant of this file.
            command.CommandText = step;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        command.CommandText = ObjectsQuery;
        using var reader = command.ExecuteReader();
        var objects = new HashSet<SchemaObject>();
        while (reader.Read())
        {
            objects.Add(SchemaObject.Of(reader));
        }

        return objects;
    }
}
