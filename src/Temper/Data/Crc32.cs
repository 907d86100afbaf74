using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Temper.Data;

/// <summary>
/// The CRC-32 of gzip (RFC 1952, section 8): 64 bytes at a time where the processor multiplies without carries (Gopal
/// and others, "Fast CRC computation for generic polynomials using PCLMULQDQ", Intel 2009), else eight at a time
/// ("slicing by 8", Kounavis and Berry 2005).
/// </summary>
internal static class Crc32
{
    // x to the power of 4 * 128 +- 32 and of 128 +- 32, modulo the polynomial, bit-reversed, as that paper gives them
    // for gzip. What is multiplied by them moves that many bits towards the end of the message.
    private const ulong Move512Low = 0x1_5444_2BD4;
    private const ulong Move512High = 0x1_C6E4_1596;
    private const ulong Move128Low = 0x1_7519_97D0;
    private const ulong Move128High = 0x0_CCAA_009E;
    private const int Lanes = 64;

    private const uint Polynomial = 0xEDB88320; // bit-reversed
    private const int Slices = 8;
    private static readonly uint[] Table = MakeTable();

    /// <summary>Carries a checksum on over more bytes; start with 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        if (Pclmulqdq.IsSupported && bytes.Length >= Lanes)
        {
            var folded = bytes.Length / Lanes * Lanes;
            crc = Fold(crc, bytes[..folded]);
            bytes = bytes[folded..];
        }

        return ~Slice(crc, bytes);
    }

    /// <summary>Slicing by 8, without the inversions at the beginning and the end.</summary>
    internal static uint Slice(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[(7 * 256) + (int)(low & 0xFF)] ^ table[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ table[(5 * 256) + (int)((low >> 16) & 0xFF)] ^ table[(4 * 256) + (int)(low >> 24)]
                ^ table[(3 * 256) + (int)(high & 0xFF)] ^ table[(2 * 256) + (int)((high >> 8) & 0xFF)]
                ^ table[256 + (int)((high >> 16) & 0xFF)] ^ table[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            crc = table[(int)((crc ^ value) & 0xFF)] ^ (crc >> 8);
        }

        return crc;
    }

    /// <summary>
    /// Four 16-byte remainders side by side, each moved over 64 bytes and added to the next ones, then all moved into
    /// the last: 16 bytes with the same CRC as everything before them, of which that is taken by table.
    /// </summary>
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var move = Vector128.Create(Move512Low, Move512High);
        var (x0, x1, x2, x3) = (lanes[0] ^ Vector128.CreateScalar((ulong)crc), lanes[1], lanes[2], lanes[3]);
        for (var i = 4; i + 3 < lanes.Length; i += 4)
        {
            x0 = Move(x0, move) ^ lanes[i];
            x1 = Move(x1, move) ^ lanes[i + 1];
            x2 = Move(x2, move) ^ lanes[i + 2];
            x3 = Move(x3, move) ^ lanes[i + 3];
        }

        move = Vector128.Create(Move128Low, Move128High);
        x1 ^= Move(x0, move);
        x2 ^= Move(x1, move);
        x3 ^= Move(x2, move);
        Span<byte> last = stackalloc byte[16];
        x3.AsByte().CopyTo(last);
        return Slice(0, last);
    }

    private static Vector128<ulong> Move(Vector128<ulong> lane, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11);

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = (table[i - 256] >> 8) ^ table[(int)(table[i - 256] & 0xFF)];
        }

        return table;
    }
}
