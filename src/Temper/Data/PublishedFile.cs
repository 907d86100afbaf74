namespace Temper.Data;

/// <summary>A file of a published data set, with what identifies it.</summary>
/// <param name="Name">Name of the unpacked file; the packed one ends in ".gz".</param>
/// <param name="PackedBytes">Length of the .gz file.</param>
/// <param name="PackedMd5">MD5 of the .gz file, lower-case hex, as publishers list it. Never used to decide anything.</param>
/// <param name="PackedSha256">SHA-256 of the .gz file, lower-case hex.</param>
/// <param name="Bytes">Length of the unpacked file.</param>
/// <param name="Md5">MD5 of the unpacked file, lower-case hex.</param>
/// <param name="Sha256">SHA-256 of the unpacked file, lower-case hex.</param>
public sealed record PublishedFile(
    string Name, long PackedBytes, string PackedMd5, string PackedSha256, long Bytes, string Md5, string Sha256)
{
    /// <summary>Name of the file as it is published.</summary>
    public string PackedName => Name + ".gz";
}
