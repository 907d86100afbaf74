using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// What tells a row that was stored from one that has changed since: the first 128 bits of SHA-256 over the table's name and the row's values
/// with their types. It finds rotten bits and careless hands; whoever changes a row on purpose can make a new digest as well.
/// </summary>
/// <param name="table">The rows' table.</param>
internal sealed class RowDigest(string table)
{
    // Asked for once: SQLite gives each name as new bytes.
    private string[]? columns;
    private readonly ArrayBufferWriter<byte> buffer = new(512);

    /// <summary>The column that holds it, in each table that has digests.</summary>
    public const string Column = "digest";

    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = 16;

    /// <summary>The digest of nothing: what a total of no rows is.</summary>
    public static string Zero { get; } = new('0', 2 * Bytes);

    /// <summary>The digest of the row that a reader stands on, and the one that is stored in it (null where somebody took it away).</summary>
    /// <param name="row">All its columns, always of the same query.</param>
    public (string Computed, string? Stored) Of(SqliteDataReader row)
    {
        columns ??= [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
        buffer.ResetWrittenCount();
        Text(table);
        string? stored = null;
        for (var column = 0; column < columns.Length; column++)
        {
            if (columns[column] == SalvagedRow.Place)
            {
                continue;
            }

            if (columns[column] == Column)
            {
                stored = row.IsDBNull(column) ? null : row.GetString(column);
                continue;
            }

            Text(columns[column]);
            switch (row.GetValue(column))
            {
                case long whole:
                    Number(1, whole);
                    break;
                case double real:
                    Number(2, BitConverter.DoubleToInt64Bits(real));
                    break;
                case string text:
                    Text(text);
                    break;
                case byte[] bytes:
                    Number(4, bytes.Length);
                    buffer.Write(bytes);
                    break;
                default:
                    Number(0, 0);
                    break;
            }
        }

        return (Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, Bytes)), stored);
    }

    /// <summary>The digest of a text.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));

    /// <summary>A total with a digest added to it or taken away: exclusive or, so that the order of rows does not matter.</summary>
    /// <exception cref="FormatException">One of the two is no digest.</exception>
    public static string Add(string total, string digest)
    {
        var (sum, more) = (Convert.FromHexString(total), Convert.FromHexString(digest));
        if (sum.Length != Bytes || more.Length != Bytes)
        {
            throw new FormatException($"\"{(sum.Length == Bytes ? digest : total)}\" is no digest of {Bytes} bytes");
        }

        for (var i = 0; i < Bytes; i++)
        {
            sum[i] ^= more[i];
        }

        return Convert.ToHexStringLower(sum);
    }

    private void Text(string text)
    {
        Number(3, Encoding.UTF8.GetByteCount(text));
        buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    private void Number(byte kind, long number)
    {
        var span = buffer.GetSpan(9);
        span[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], number);
        buffer.Advance(9);
    }
}
