namespace Temper.Devices.Cpu.Queue;

/// <summary>How an operation touches a view.</summary>
internal enum AccessKind
{
    /// <summary>Any thread may read any of it.</summary>
    Read,

    /// <summary>Threads write parts of it.</summary>
    Write,

    /// <summary>Each thread reads its rows only.</summary>
    ReadRows,

    /// <summary>Each thread reads and writes its rows only.</summary>
    WriteRows,
}

/// <summary>A view that an operation touches.</summary>
internal readonly record struct Access(View View, AccessKind Kind)
{
    public bool IsWrite => Kind is AccessKind.Write or AccessKind.WriteRows;

    public bool IsByRows => Kind is AccessKind.ReadRows or AccessKind.WriteRows;

    public static Access Read(View view) => new(view, AccessKind.Read);

    public static Access Write(View view) => new(view, AccessKind.Write);

    public static Access ReadRows(View view) => new(view, AccessKind.ReadRows);

    public static Access WriteRows(View view) => new(view, AccessKind.WriteRows);
}
