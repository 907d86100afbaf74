namespace Temper.Data;

/// <summary>
/// What models, records and checkpoints keep of the data they were made from. The hash tells data apart; names and places only help people.
/// </summary>
/// <param name="Name">How the data are called: of a user's own, the name of their folder, which other data may have too.</param>
/// <param name="Hash"><see cref="Dataset.Hash"/>; null where it is not known, as for a model from elsewhere.</param>
/// <param name="Origin">Where their content comes from.</param>
/// <param name="Source">Where they were: the full path of a folder, or "built in"; null where that is not known.</param>
public sealed record DatasetReference(string Name, string? Hash = null, DatasetOrigin Origin = DatasetOrigin.Own, string? Source = null)
{
    private const int AbbreviatedDigits = 12;

    /// <summary>Data of which nothing is known.</summary>
    public static DatasetReference Unknown { get; } = new("unknown");

    /// <summary>Whether a data set has the same content; null where the hash is not known.</summary>
    /// <param name="dataset">The data set.</param>
    public bool? IsSameAs(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Hash is null ? null : Hash == dataset.Hash;
    }

    /// <summary>The beginning of a hash, for messages.</summary>
    /// <param name="hash">The hash.</param>
    public static string Abbreviated(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.Length > AbbreviatedDigits ? OneLine.Of(hash[..AbbreviatedDigits]) + "..." : $"\"{OneLine.Of(hash)}\"";
    }
}
