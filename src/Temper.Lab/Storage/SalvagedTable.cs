namespace Temper.Lab.Storage;

/// <summary>How many of a table's rows were salvaged.</summary>
/// <param name="Name">The table.</param>
/// <param name="Copied">Rows that are in the new store.</param>
/// <param name="Left">Rows that were there and were not sound. Rows that the damage has made unreadable are not among them.</param>
public sealed record SalvagedTable(string Name, int Copied, int Left);
