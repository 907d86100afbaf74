using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>
/// 160,000 damaged and hostile files. Each is read if, and only if, it keeps the format's rules; what is refused is refused
/// as data, in one line; and no file takes more memory than its length allows.
/// </summary>
[TakesLong]
public sealed class SafeTensorsFuzzTests
{
    private const int DamagedFiles = 120_000;
    private const int HostileFiles = 40_000;

    private static readonly string[] Types = ["F32", "I64", "F64", "F16", "BF16", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"];
    private static readonly int[] Widths = [4, 8, 8, 2, 2, 4, 2, 1, 8, 4, 2, 1, 1];
    private static readonly string[] Numbers =
    [
        "-1", "-0", "1.0", "1e1", "0.5", "01", "\"1\"", "null", "[]", "true", "2147483647", "2147483648", "4294967296", "4611686018427387904",
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999999", "0", "1", "2",
    ];

    private static readonly string[] Words =
    [
        "F8_E4M3", "F4", "C64", "f32", "", "F32 ", "U64", "\\u0046\\u0033\\u0032", "\\ud800", "__metadata__", "shape", "dtype", "data_offsets", "a", "x",
    ];

    [Fact]
    public void A_damaged_file_is_read_by_the_rules_or_refused()
    {
        byte[][] sound = [Mixed(), Plain(), Hostile(2).File];
        var read = 0;
        for (var i = 0; i < DamagedFiles; i++)
        {
            read += Try(Damage.Of(sound[i % sound.Length], i)) ? 1 : 0;
        }

        Assert.InRange(read, DamagedFiles / 100, DamagedFiles / 2);
    }

    [Fact]
    public void A_hostile_file_is_read_by_the_rules_or_refused()
    {
        var (read, untouched) = (0, 0);
        for (var i = 0; i < HostileFiles; i++)
        {
            var (file, isSound) = Hostile(i);
            var isRead = Try(file);
            Assert.True(isRead || !isSound, $"sound file {i} was refused");
            read += isRead ? 1 : 0;
            untouched += isSound ? 1 : 0;
        }

        Assert.InRange(untouched, HostileFiles / 10, HostileFiles / 2);
        Assert.InRange(read, untouched, HostileFiles / 2);
    }

    [Fact]
    public void A_header_of_megabytes_takes_a_small_multiple_of_its_length()
    {
        const int length = 4_000_000;
        foreach (var (beginning, piece, end) in new[]
        {
            ("{", "\"N\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},", "\"a\":1}"),
            ("{\"__metadata__\":{", "\"N\":\"\",", "\"a\":1}}"),
            ("{\"a\":{\"dtype\":\"U8\",\"shape\":[", "1,", "1],\"data_offsets\":[0,0]}}"),
            ("{\"a\":", "[", ""),
            ("{\"a\":{\"dtype\":\"", "x", "\"}}"),
            ("{\"", "\\u0000", "\":1}"),
            ("{", " ", "}"),
        })
        {
            var text = new StringBuilder(beginning);
            for (var i = 0; text.Length < length; i++)
            {
                text.Append(piece.Replace("N", i.ToString("x", CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }

            var file = File(text.Append(end).ToString(), []);
            using var stream = new MemoryStream(file);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafeTensors.Read(stream, "large");
            }
            catch (DataException error)
            {
                Assert.InRange(error.Message.Length, 1, 500);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L * file.Length);
        }
    }

    /// <summary>Reads a file, compares the answer with the plain rules, and tells whether it was read.</summary>
    private static bool Try(byte[] file)
    {
        var (types, isRead) = SafeTensorsOracle.Judge(file);
        using var stream = new MemoryStream(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        IReadOnlyList<NamedTensor> tensors;
        try
        {
            tensors = SafeTensors.Read(stream, "f").Tensors;
        }
        catch (DataException error)
        {
            AssertSmall(file, before);
            Assert.DoesNotContain(error.Message, char.IsControl);
            Assert.InRange(error.Message.Length, 1, 500);
            Assert.False(isRead, $"refused, although sound: {error.Message}\n{Convert.ToHexString(file)}");
            Assert.Equal(types is not null, error.Message.StartsWith("f: a sound safetensors file, but ", StringComparison.Ordinal));
            return false;
        }

        AssertSmall(file, before);
        Assert.True(isRead, $"read, although not sound: {Convert.ToHexString(file)}");
        Assert.Equal(types!.Count, tensors.Count);
        var data = file.Length - 8 - (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(data, tensors.Sum(tensor => tensor.Length * Widths[Array.IndexOf(Types, types[tensor.Name])]));
        return true;
    }

    /// <summary>Exceptions and lists take some kilobytes; the rest must come from what the file holds.</summary>
    private static void AssertSmall(byte[] file, long before) =>
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000 + (20L * file.Length));

    /// <summary>What Temper writes.</summary>
    private static byte[] Plain()
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(
            stream,
            [new NamedTensor("input.weight", [3, 2], [1, 2, 3, 4, 5, 6]), NamedTensor.OfIntegers("bn.num_batches_tracked", [], [7])],
            new Dictionary<string, string> { ["format"] = "pt", ["ä\"\n"] = "\u0001" });
        return stream.ToArray();
    }

    /// <summary>A tensor of each type, an empty one, and metadata.</summary>
    private static byte[] Mixed()
    {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        var end = 0;
        for (var t = 0; t < Types.Length; t++)
        {
            header.Append(CultureInfo.InvariantCulture, $",\"t{t}\":{{\"dtype\":\"{Types[t]}\",\"shape\":[1,3],\"data_offsets\":[{end},{end += 3 * Widths[t]}]}}");
        }

        header.Append(CultureInfo.InvariantCulture, $",\"none\":{{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[{end},{end}]}}}}   ");
        return File(header.ToString(), new byte[end]);
    }

    /// <summary>A sound file of random tensors, in three of four cases with something about its header or its length made wrong, or made odd.</summary>
    private static (byte[] File, bool IsSound) Hostile(int number)
    {
        var stream = new Philox(17, RandomPurpose.Test, 5, (ulong)number);
        var draw = 0;
        var tensors = new List<(string Name, string Type, List<string> Shape, List<string> Offsets)>();
        var end = 0;
        for (var t = Next(5); t > 0; t--)
        {
            var type = Next(Types.Length);
            var shape = Enumerable.Range(0, Next(4)).Select(_ => Next(4)).ToList();
            var begin = end;
            end += Widths[type] * shape.Aggregate(1, (a, b) => a * b);
            tensors.Insert(Next(tensors.Count + 1), ($"t{t}", Types[type], [.. shape.Select(Text)], [Text(begin), Text(end)]));
        }

        var (space, extra, wrong) = (new string(' ', Next(3)), "", tensors.Count == 0 ? 0 : Next(12));
        var data = end;
        var chosen = tensors.Count == 0 ? default : tensors[Next(tensors.Count)];
        switch (wrong)
        {
            case 3:
                Change(chosen.Shape, Numbers[Next(Numbers.Length)]);
                break;
            case 4:
                Change(chosen.Offsets, Numbers[Next(Numbers.Length)]);
                break;
            case 5:
                // Two tensors' offsets change places, or one of them has the other's.
                var other = tensors[Next(tensors.Count)];
                chosen.Offsets[Next(2)] = other.Offsets[Next(2)];
                break;
            case 6:
                chosen.Offsets[0] = Text(int.Parse(chosen.Offsets[0], CultureInfo.InvariantCulture) + Next(9) - 4);
                chosen.Offsets[1] = Text(int.Parse(chosen.Offsets[1], CultureInfo.InvariantCulture) + Next(9) - 4);
                break;
            case 7:
                tensors[Next(tensors.Count)] = chosen with { Type = Words[Next(Words.Length)] };
                break;
            case 8:
                tensors[Next(tensors.Count)] = chosen with { Name = Words[Next(Words.Length)] };
                break;
            case 9:
                extra = $",\"{Words[Next(Words.Length)]}\":{Numbers[Next(Numbers.Length)]}";
                break;
            case 10:
                data += Next(17) - 8;
                break;
            case 11:
                space = Next(4) switch { 0 => "\n", 1 => "\0", 2 => "}", _ => " \t" };
                break;
        }

        var entries = tensors.Select(tensor =>
            $"\"{tensor.Name}\":{{\"dtype\":\"{tensor.Type}\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{string.Join(',', tensor.Offsets)}]{(Next(2) == 0 ? extra : "")}}}");
        return (File($"{{{string.Join(',', entries)}{(Next(2) == 0 && tensors.Count > 0 ? extra : "")}}}{space}", new byte[Math.Max(0, data)]), wrong < 3);

        int Next(int bound) => stream.Below(draw++, bound);

        void Change(List<string> list, string number)
        {
            if (list.Count == 0 || Next(4) == 0)
            {
                list.Insert(Next(list.Count + 1), number);
            }
            else
            {
                list[Next(list.Count)] = number;
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] File(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
