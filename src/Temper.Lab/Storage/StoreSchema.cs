using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// The tables of a store and how each version came from the one before. docs/store.md explains the columns. A step is never
/// changed once a version with it was released: files that have made it do not make it again.
/// </summary>
internal static class StoreSchema
{
    /// <summary>"TMPR" as a number, at byte 68 of the file: what makes an SQLite file a store.</summary>
    public const int ApplicationId = 0x544D5052;

    /// <summary>Step i leads from version i to version i + 1; each is one transaction.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // Documents have a table of their own, so that the list of runs need not read past them.
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
            valid_accuracy REAL,
            test_accuracy REAL,
            wrong INTEGER,
            weights_hash TEXT,
            failed_step INTEGER
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
            created TEXT NOT NULL
        ) STRICT;
        CREATE TABLE members (
            position INTEGER PRIMARY KEY,
            study TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
            purpose TEXT NOT NULL,
            arm TEXT NOT NULL,
            seed INTEGER NOT NULL,
            run TEXT NOT NULL,
            UNIQUE (study, purpose, arm, seed, run)
        ) STRICT;
        CREATE INDEX members_run ON members (run);
        """,

        // A look has no reference to its study: it outlives it.
        """
        CREATE TABLE claims (
            run TEXT PRIMARY KEY NOT NULL,
            worker TEXT NOT NULL,
            claimed TEXT NOT NULL
        ) STRICT;
        CREATE TABLE looks (
            study TEXT NOT NULL,
            number INTEGER NOT NULL,
            at TEXT NOT NULL,
            seeds INTEGER NOT NULL,
            dataset_hash TEXT NOT NULL,
            runs TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (study, number),
            UNIQUE (study, runs)
        ) STRICT;
        CREATE INDEX looks_dataset ON looks (dataset_hash);
        """,

        // Looks that belong to no study. The same thing looked at again shows nothing new, so it is there once.
        """
        CREATE TABLE single_looks (
            position INTEGER PRIMARY KEY,
            command TEXT NOT NULL,
            at TEXT NOT NULL,
            dataset_hash TEXT NOT NULL,
            subject TEXT NOT NULL,
            UNIQUE (dataset_hash, command, subject)
        ) STRICT;
        """,

        // A digest of each row, of each run's document, and a total of each table that finds rows that are gone. Rows from before have none.
        """
        ALTER TABLE runs ADD COLUMN document TEXT;
        ALTER TABLE runs ADD COLUMN digest TEXT;
        ALTER TABLE studies ADD COLUMN digest TEXT;
        ALTER TABLE members ADD COLUMN digest TEXT;
        ALTER TABLE looks ADD COLUMN digest TEXT;
        ALTER TABLE single_looks ADD COLUMN digest TEXT;
        CREATE TABLE totals (
            name TEXT PRIMARY KEY NOT NULL,
            row_count INTEGER NOT NULL,
            digests TEXT NOT NULL
        ) STRICT;
        INSERT INTO totals VALUES
            ('runs', (SELECT count(*) FROM runs), '00000000000000000000000000000000'),
            ('studies', (SELECT count(*) FROM studies), '00000000000000000000000000000000'),
            ('members', (SELECT count(*) FROM members), '00000000000000000000000000000000'),
            ('looks', (SELECT count(*) FROM looks), '00000000000000000000000000000000'),
            ('single_looks', (SELECT count(*) FROM single_looks), '00000000000000000000000000000000');
        """,

        // Runs that a command outside of studies has asked for, and what people write to a run. Tables of their own: a column more in runs
        // would change the digest of every row.
        """
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
        INSERT INTO totals VALUES
            ('single_runs', 0, '00000000000000000000000000000000'),
            ('tags', 0, '00000000000000000000000000000000'),
            ('notes', 0, '00000000000000000000000000000000');
        """,

        // Leases by their name. A table made anew, so that its statement is the same text whatever SQLite would make of a renaming.
        """
        CREATE TABLE leases (
            run TEXT PRIMARY KEY NOT NULL,
            worker TEXT NOT NULL,
            since TEXT NOT NULL
        ) STRICT;
        INSERT INTO leases SELECT run, worker, claimed FROM claims;
        DROP TABLE claims;
        """,

        // What is scored depends on the task.
        """
        ALTER TABLE runs RENAME COLUMN valid_accuracy TO valid_score;
        ALTER TABLE runs RENAME COLUMN test_accuracy TO test_score;
        ALTER TABLE runs ADD COLUMN score TEXT;
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
    public static IReadOnlySet<SchemaObject> Objects => ObjectsOf(Steps.Count);

    /// <summary>The same of an earlier version.</summary>
    /// <param name="version">The version, from 1.</param>
    public static IReadOnlySet<SchemaObject> ObjectsOf(int version) => Made[version - 1].Value;

    private static readonly Lazy<HashSet<SchemaObject>>[] Made = [.. Enumerable.Range(1, Steps.Count).Select(version => new Lazy<HashSet<SchemaObject>>(() => MakeObjects(version)))];

    /// <summary>What a file is made of.</summary>
    public const string ObjectsQuery =
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE substr(name, 1, 11) <> 'sqlite_stat' ORDER BY name";

    private static HashSet<SchemaObject> MakeObjects(int version)
    {
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        using var command = memory.CreateCommand();
        foreach (var step in Steps.Take(version))
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
