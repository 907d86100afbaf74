using System.Buffers.Binary;
using System.Text;
using Temper.Devices;

namespace Temper.Tests.Export;

/// <summary>Damage to safetensors files, the same for the same number.</summary>
internal static class Damage
{
    private static readonly string[] Pieces =
        ["0", "-1", "null", "[]", "{}", "\"", "1e999", "2147483647", "9223372036854775807", "[null]", "NaN", "true", "\\\"", "99", ":", ",", "\n", "\\ud800"];

    /// <summary>The file with a few bytes changed, cut out, put in or moved, mostly in its header.</summary>
    public static byte[] Of(byte[] sound, int number)
    {
        var stream = new Philox(13, RandomPurpose.Test, 3, (ulong)number);
        var draw = 0;
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(sound);
        var file = new List<byte>(sound);
        for (var change = 0; change <= Next(3); change++)
        {
            var reach = Next(10) == 0 ? file.Count : Math.Min(file.Count, header + 8);
            if (reach == 0)
            {
                break;
            }

            var at = Next(reach);
            switch (Next(8))
            {
                case 0:
                    file[at] = (byte)Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, Math.Min(1 + Next(9), file.Count - at));
                    break;
                case 3:
                    file.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[Next(Pieces.Length)]));
                    break;
                case 4:
                    var piece = Encoding.UTF8.GetBytes(Pieces[Next(Pieces.Length)]);
                    file.RemoveRange(at, Math.Min(piece.Length, file.Count - at));
                    file.InsertRange(at, piece);
                    break;
                case 5:
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 6:
                    file[at] = (byte)('0' + Next(10));
                    break;
                default:
                    var length = Math.Min(1 + Next(60), file.Count - at);
                    file.InsertRange(Next(file.Count), file.GetRange(at, length));
                    break;
            }
        }

        // Half of the files say the length that their header now has, so that the damage inside is found.
        if (Next(2) == 0 && file.Count >= 8)
        {
            var length = header + file.Count - sound.Length;
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
            for (var i = 0; i < 8; i++)
            {
                file[i] = bytes[i];
            }
        }

        return [.. file];

        int Next(int bound) => stream.Below(draw++, bound);
    }
}
