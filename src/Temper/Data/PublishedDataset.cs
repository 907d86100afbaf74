using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>A data set that is known by the checksums of its four files.</summary>
/// <param name="Name">Its name in this program.</param>
/// <param name="Files">Train images, train labels, test images, test labels.</param>
/// <param name="ClassNames">One per class, in label order.</param>
internal sealed record PublishedDataset(
    string Name, IReadOnlyList<PublishedFile> Files, IReadOnlyList<string> ClassNames)
{
    /// <summary>
    /// <see cref="Temper.Data.DatasetHash"/> of exactly these files, which need not be taken again when they match; null where it is not known.
    /// </summary>
    public string? DatasetHash { get; init; }

    /// <summary>True when the four arrays are, byte for byte, the published ones.</summary>
    public bool Matches(IReadOnlyList<IdxArray> arrays) =>
        HasSizesOf(arrays) && arrays.Zip(Files).All(pair => pair.First.ContentSha256() == pair.Second.Sha256);

    /// <summary>True when the four arrays have the published ones' sizes: then they are those, or damaged.</summary>
    public bool HasSizesOf(IReadOnlyList<IdxArray> arrays) =>
        arrays.Zip(Files).All(pair => pair.First.Values.Length + IdxHeader.Of(pair.First.Dimensions).Length == pair.Second.Bytes);

    /// <summary>Refuses arrays that are not the published ones, naming the file and both checksums.</summary>
    /// <param name="paths">The files the arrays came from, in the same order.</param>
    /// <param name="arrays">Their contents, in the order of <see cref="Files"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">One of them differs.</exception>
    public void Check(IReadOnlyList<string> paths, IReadOnlyList<IdxArray> arrays, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Files.Count; i++)
        {
            var received = arrays[i].ContentSha256();
            if (received != Files[i].Sha256)
            {
                throw Mismatch(paths[i], i, "", received, null, cancellationToken);
            }
        }
    }

    /// <summary>The error of a file that could not even be read: with the checksums, when those tell it is damaged.</summary>
    public DataException Damaged(string path, int index, DataException cause, CancellationToken cancellationToken)
    {
        var prefix = OneLine.Of(path) + ": ";
        var reason = cause.Message.StartsWith(prefix, StringComparison.Ordinal) ? cause.Message[prefix.Length..] : cause.Message;
        return Mismatch(path, index, $" ({reason.TrimEnd('.')})", "", cause, cancellationToken);
    }

    private DataException Mismatch(string path, int index, string detail, string received, DataException? cause, CancellationToken cancellationToken)
    {
        var file = Files[index];
        var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        try
        {
            using var stream = InputFile.Open(path, cancellationToken: cancellationToken);
            received = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is DataException or IOException or UnauthorizedAccessException)
        {
            // The file cannot be read (any more): then the first reason says more than a checksum would.
            if (cause is not null)
            {
                return cause;
            }

            packed = false;
        }

        var expected = packed ? file.PackedSha256 : file.Sha256;
        return new DataException(
            $"{OneLine.Of(path)}: not the published {Name} file{detail}: SHA-256 is {received}, expected {expected}; "
            + "delete it and fetch it again, or keep other data in a folder of another name.",
            cause);
    }
}
