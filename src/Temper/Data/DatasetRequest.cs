namespace Temper.Data;

/// <summary>Which data set is wanted, and where it is if the user said so.</summary>
/// <param name="Name">"fashion-mnist" or "garments"; null for whatever <paramref name="Folder"/> holds, or Fashion-MNIST without a folder.</param>
/// <param name="Folder">A folder with IDX files; null to look in the usual places.</param>
public sealed record DatasetRequest(string? Name = null, string? Folder = null);
