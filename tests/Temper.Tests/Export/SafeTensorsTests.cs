using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Temper.Data;
using Temper.Export;
using Temper.Layers;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Export;

public sealed class SafeTensorsTests
{
    [Fact]
    public void What_is_written_comes_back_bit_by_bit() =>
        Gen.Select(Gen.String, Gen.Int[0, 7].Array[0, 3], Gen.Bool).Array[0, 6].Sample(parts =>
        {
            var tensors = parts.DistinctBy(part => part.Item1).Where(part => IsText(part.Item1) && part.Item1 != "__metadata__").Select((part, i) =>
            {
                var length = part.Item2.Aggregate(1, (a, b) => a * b);
                return part.Item3
                    ? NamedTensor.OfIntegers(part.Item1, part.Item2, [.. Enumerable.Range(0, length).Select(j => (j - 3) * (long.MaxValue / (1 + (i * 7))))])
                    : new NamedTensor(part.Item1, part.Item2, [.. Enumerable.Range(0, length).Select(j => BitConverter.Int32BitsToSingle((j * 0x01234567) ^ i))]);
            }).ToArray();
            var metadata = tensors.ToDictionary(tensor => tensor.Name + "!", tensor => tensor.Name);
            using var stream = new MemoryStream();

            SafeTensors.Write(stream, tensors, metadata);
            stream.Position = 0;
            var (back, backMetadata) = SafeTensors.Read(stream, "memory");

            Assert.Equal(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), backMetadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
            Assert.Equal(tensors.Length, back.Count);
            foreach (var (wanted, received) in tensors.Zip(back))
            {
                Assert.Equal((wanted.Name, wanted.IsInteger), (received.Name, received.IsInteger));
                Assert.Equal(wanted.Shape, received.Shape);
                Assert.Equal(wanted.Integers, received.Integers);
                Assert.Equal(wanted.Values.Select(BitConverter.SingleToInt32Bits), received.Values.Select(BitConverter.SingleToInt32Bits));
            }
        });

    [Fact]
    public void The_file_is_the_formats()
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, [new NamedTensor("a", [2], [1, 2]), NamedTensor.OfIntegers("n", [], [3])], new Dictionary<string, string> { ["k"] = "v" });
        var bytes = stream.ToArray();
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);

        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"n":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64, 3, 0, 0, 0, 0, 0, 0, 0], bytes[(8 + length)..]);
    }

    public static TheoryData<string, int> HostileHeaders => new()
    {
        { "", 0 }, { "[]", 0 }, { "null", 0 }, { "{", 0 }, { "{}", 4 }, { "{\"a\":3}", 4 }, { "{\"a\":{}}", 4 }, { "{\"a\":null}", 4 },
        { Entry("F32", "[1]", "[0,4]"), 3 }, { Entry("F32", "[1]", "[0,4]"), 5 }, { Entry("F8_E4M3", "[8]", "[0,7]"), 7 }, { Entry("F4", "[3]", "[0,2]"), 2 }, { Entry("F9", "[8]", "[0,8]"), 8 }, { Entry("f32", "[1]", "[0,4]"), 4 },
        { Entry("F64", "[1]", "[0,4]"), 4 }, { Entry("F16", "[1]", "[0,4]"), 4 }, { Entry("BOOL", "[2]", "[0,1]"), 1 }, { Entry("F32", "[2]", "[0,4]"), 4 },
        { Entry("F32", "[-1]", "[0,-4]"), 0 }, { Entry("F32", "[1]", "[4,8]"), 8 }, { Entry("F32", "[1]", "[4,0]"), 4 }, { Entry("F32", "[1]", "[0]"), 4 },
        { Entry("F32", "[1]", "[0,4,8]"), 4 }, { Entry("F32", "1", "[0,4]"), 4 }, { Entry("F32", "[\"1\"]", "[0,4]"), 4 }, { Entry("F32", "[1.5]", "[0,6]"), 6 },
        { Entry("F32", "[99999999999]", "[0,4]"), 4 }, { Entry("F32", "[65536,65536]", "[0,17179869184]"), 4 },
        { Entry("F32", "[1073741824]", "[0,4294967296]"), 4 }, { Entry("F32", "[0,2147483647,2147483647]", "[0,4]"), 4 },
        { Entry("F32", "[1]", "[9223372036854775804,9223372036854775808]"), 4 }, { Entry("F32", "[1]", "[-4,0]"), 4 },
        { "{\"a\":" + One + ",\"a\":" + One + "}", 4 }, { "{\"a\":" + One + ",\"b\":" + One + "}", 4 }, { "{\"a\":" + One + ",\"b\":" + One + "}", 8 },
        { "{\"__metadata__\":3,\"a\":" + One + "}", 4 }, { "{\"__metadata__\":{\"k\":3},\"a\":" + One + "}", 4 },
        { "{\"__metadata__\":{\"k\":null},\"a\":" + One + "}", 4 }, { "{\"\\ud800\":" + One + "}", 4 }, { "{\"\u0001\":" + One + "}", 4 },
        { "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"},\"a\":" + One + "}", 4 }, { "{\"__metadata__\":{},\"__metadata__\":{},\"a\":" + One + "}", 4 },
        { "{\"__metadata__\":null,\"a\":" + One + "}", 4 }, { " {\"a\":" + One + "}", 4 }, { "\ufeff{\"a\":" + One + "}", 4 }, { "{\"a\":" + One + "}\n", 4 },
        { "{\"a\":" + One + "}\0", 4 }, { "{\"a\":" + One + ",}", 4 }, { "{\"a\":" + One + "/**/}", 4 }, { "{\"a\":" + One + ",\"\\u0061\":" + Empty + "}", 4 },
        { "{\"a\":" + Entry("F32", "[1]", "[0,4]") + "}", 4 }, { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 }, { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4 },
        { Entry("F32", "[2147483648,0]", "[0,0]"), 0 }, { Entry("F32", "[0,4294967296]", "[0,0]"), 0 }, { Entry("F32", "[2147483647,2147483647,2147483647,0]", "[0,0]"), 0 },
        { Entry("U8", "[2147483647]", "[0,2147483647]"), 0 }, { Entry("F32", "[1]", "[18446744073709551612,18446744073709551616]"), 4 },
        { Entry("F32", "[1]", "[18446744073709551612,0]"), 4 }, { Entry("F32", "[1e0]", "[0,4]"), 4 }, { Entry("F32", "[-0]", "[0,0]"), 0 }, { Entry("F32", "[1]", "[0,4.0]"), 4 },
        { "{\"a\":" + One + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", 12 },
        { "{\"a\":" + One + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6 }, { "{\"a\":" + One + ",\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[2,2]}}", 4 },
        { "{\"a\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}", 4 }, { "{\"a\":" + One + "} trailing", 4 }, { new string('[', 5000), 0 },
    };

    private const string Empty = "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}";

    private const string One = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void A_hostile_header_is_refused(string header, int data) => AssertRefused(File(header, data));

    [Fact]
    public void A_header_length_that_cannot_be_is_refused()
    {
        foreach (var length in new[] { long.MinValue, -1, 0, 1, 100_000_000, 100_000_001, int.MaxValue, long.MaxValue })
        {
            var file = File("{\"a\":" + One + "}", 4);
            BinaryPrimitives.WriteInt64LittleEndian(file, length);
            AssertRefused(file);
        }

        for (var size = 0; size < 8; size++)
        {
            AssertRefused(new byte[size]);
        }
    }

    [Fact]
    public void A_header_may_be_as_long_as_the_formats_own_limit_and_no_longer()
    {
        using var longest = new MemoryStream(Padded(100_000_000));
        Assert.Single(SafeTensors.Read(longest, "longest").Tensors);
        AssertRefused(Padded(100_000_001), "the most is 100000000");

        static byte[] Padded(int length)
        {
            var file = new byte[8 + length + 4];
            BinaryPrimitives.WriteInt64LittleEndian(file, length);
            file.AsSpan(8, length).Fill((byte)' ');
            Encoding.UTF8.GetBytes("{\"a\":" + One + "}").CopyTo(file, 8);
            return file;
        }
    }

    [Fact]
    public void A_zip_archive_is_called_one()
    {
        var zip = new byte[100];
        "PK\u0003\u0004"u8.CopyTo(zip);
        AssertRefused(zip, "torch.save");
        AssertRefused([.. "{\"a\": 1}"u8], "its header would be");

        // A header may well be 0x4B50 bytes long, so that its file begins with "PK".
        using var sound = new MemoryStream(File(("{\"a\":" + One + "}").PadRight(0x4B50), 4));
        Assert.Single(SafeTensors.Read(sound, "sound").Tensors);
    }

    [Fact]
    public void More_than_65536_tensors_are_refused()
    {
        AssertRefused(File(Many(65_537), 0), "more than 65536 tensors");
        using var most = new MemoryStream(File(Many(65_536), 0));
        Assert.Equal(65_536, SafeTensors.Read(most, "most").Tensors.Count);

        static string Many(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}";
    }

    [Fact]
    public void Empty_tensors_and_single_numbers_are_read_in_any_order()
    {
        var header = "{\"b\":" + Empty + ",\"s\":{\"data_offsets\":[4,8],\"shape\":[],\"dtype\":\"F32\"},\"a\":" + One
            + ",\"none\":{\"dtype\":\"I64\",\"shape\":[2147483647,2147483647,0],\"data_offsets\":[0,0]}}  ";
        using var stream = new MemoryStream(File(header, 8));
        var tensors = SafeTensors.Read(stream, "memory").Tensors;
        Assert.Equal(["b", "s", "a", "none"], tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 1, 0], tensors.Select(tensor => tensor.Values.Length));
        Assert.Empty(tensors[1].Shape);
        Assert.Equal([2147483647, 2147483647, 0], tensors[3].Shape);

        using var nothing = new MemoryStream(File("{}", 0));
        Assert.Empty(SafeTensors.Read(nothing, "memory").Tensors);
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        AssertNotWritten([new NamedTensor("\ud800", [1], [1])], [], "valid text");
        AssertNotWritten([new NamedTensor("__metadata__", [1], [1])], [], "__metadata__");
        AssertNotWritten([new NamedTensor("a", [2], [1])], [], "1 numbers for the shape [2]");
        AssertNotWritten([new NamedTensor("a", [-1, -1], [1])], [], "[-1, -1]");
        AssertNotWritten([new NamedTensor("a", [int.MaxValue, int.MaxValue, int.MaxValue, 0], [])], [], "0 numbers");
        AssertNotWritten([NamedTensor.OfIntegers("n", [], [1, 2])], [], "2 numbers for the shape []");
        AssertNotWritten([new NamedTensor("a", [1], [1]), new NamedTensor("a", [1], [1])], [], "\"a\"");
        AssertNotWritten([.. Enumerable.Range(0, 65_537).Select(i => new NamedTensor($"{i}", [0], []))], [], "65537 tensors");
        AssertNotWritten([], new() { ["k"] = "\udc00" }, "\"k\"");
        AssertNotWritten([], new() { ["\udc00"] = "v" }, "metadata");
        AssertNotWritten([], new() { ["k"] = new string('x', 100_000_000) }, "100000001 bytes long, the most is 100000000");

        static void AssertNotWritten(IReadOnlyList<NamedTensor> tensors, Dictionary<string, string> metadata, string message)
        {
            using var folder = new TempFolder();
            using var stream = new MemoryStream();
            foreach (var write in new Action[] { () => SafeTensors.Write(stream, tensors, metadata), () => SafeTensors.Save(folder.Sub("new", "file"), tensors, metadata) })
            {
                var error = Assert.Throws<DataException>(write).Message;
                Assert.Contains(message, error, StringComparison.Ordinal);
                Assert.EndsWith("nothing was written.", error, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error);
            }

            Assert.Equal(0, stream.Length);
            Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        }
    }

    [Fact]
    public void Invalid_text_is_refused()
    {
        var file = File("{\"a?\":" + One + "}", 4);
        file[8 + 3] = 0xFF;
        AssertRefused(file);
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("new", "model.safetensors");
        AtomicFile.Write(path, "first");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidOperationException("the disk is full");
        }));
        Assert.Equal("first", System.IO.File.ReadAllText(path));
        Assert.Equal(["new/model.safetensors"], folder.Files());

        AtomicFile.Write(path, "second");
        Assert.Equal("second", System.IO.File.ReadAllText(path));
        Assert.Equal(["new/model.safetensors"], folder.Files());
    }

    [Fact]
    public void An_ONNX_file_is_recognized()
    {
        using var file = new MemoryStream();
        OnnxFile.Write(file, Models.Fresh());
        file.Position = 0;
        Assert.Contains("ONNX", Assert.Throws<DataException>(() => SafeTensors.Read(file, "net.onnx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_an_error_of_the_data()
    {
        using var folder = new TempFolder();
        Assert.Throws<DataException>(() => SafeTensors.Load(folder.Sub("missing")));
        Assert.Throws<DataException>(() => SafeTensors.Load(folder.Path));
    }

    private static string Entry(string type, string shape, string offsets) =>
        $"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}";

    private static byte[] File(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static void AssertRefused(byte[] file, string message = "")
    {
        using var stream = new MemoryStream(file);
        var error = Assert.Throws<DataException>(() => SafeTensors.Read(stream, "my.safetensors"));
        Assert.StartsWith("my.safetensors: not a sound safetensors file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>No half of a surrogate pair: those are no text and cannot be written.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
