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
                var values = Enumerable.Range(0, length).Select(j => part.Item3 ? j - 3 : BitConverter.Int32BitsToSingle((j * 0x01234567) ^ i)).ToArray();
                return new NamedTensor(part.Item1, part.Item2, values, part.Item3);
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
                Assert.Equal(wanted.Values.Select(BitConverter.SingleToInt32Bits), received.Values.Select(BitConverter.SingleToInt32Bits));
            }
        });

    [Fact]
    public void The_file_is_the_formats()
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, [new NamedTensor("a", [2], [1, 2]), new NamedTensor("n", [], [3], IsInteger: true)], new Dictionary<string, string> { ["k"] = "v" });
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
        { Entry("F32", "[1]", "[0,4]"), 3 }, { Entry("F32", "[1]", "[0,4]"), 5 }, { Entry("F64", "[1]", "[0,8]"), 8 }, { Entry("F32", "[2]", "[0,4]"), 4 },
        { Entry("F32", "[-1]", "[0,-4]"), 0 }, { Entry("F32", "[1]", "[4,8]"), 8 }, { Entry("F32", "[1]", "[4,0]"), 4 }, { Entry("F32", "[1]", "[0]"), 4 },
        { Entry("F32", "[1]", "[0,4,8]"), 4 }, { Entry("F32", "1", "[0,4]"), 4 }, { Entry("F32", "[\"1\"]", "[0,4]"), 4 }, { Entry("F32", "[1.5]", "[0,6]"), 6 },
        { Entry("F32", "[99999999999]", "[0,4]"), 4 }, { Entry("F32", "[65536,65536]", "[0,17179869184]"), 4 },
        { Entry("F32", "[1073741824]", "[0,4294967296]"), 4 }, { Entry("F32", "[0,2147483647,2147483647]", "[0,4]"), 4 },
        { Entry("F32", "[1]", "[9223372036854775804,9223372036854775808]"), 4 }, { Entry("F32", "[1]", "[-4,0]"), 4 },
        { "{\"a\":" + One + ",\"a\":" + One + "}", 4 }, { "{\"a\":" + One + ",\"b\":" + One + "}", 4 }, { "{\"a\":" + One + ",\"b\":" + One + "}", 8 },
        { "{\"__metadata__\":3,\"a\":" + One + "}", 4 }, { "{\"__metadata__\":{\"k\":3},\"a\":" + One + "}", 4 },
        { "{\"__metadata__\":{\"k\":null},\"a\":" + One + "}", 4 }, { "{\"\\ud800\":" + One + "}", 4 }, { "{\"\u0001\":" + One + "}", 4 },
        { "{\"a\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}", 4 }, { "{\"a\":" + One + "} trailing", 4 }, { new string('[', 5000), 0 },
    };

    private const string One = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void A_hostile_header_is_refused(string header, int data) => AssertRefused(File(header, data));

    [Fact]
    public void A_header_length_that_cannot_be_is_refused()
    {
        foreach (var length in new[] { long.MinValue, -1, 0, 1, 16 << 20, (16 << 20) + 1, int.MaxValue, long.MaxValue })
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

    private static void AssertRefused(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var error = Assert.Throws<DataException>(() => SafeTensors.Read(stream, "my.safetensors"));
        Assert.StartsWith("my.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>No half of a surrogate pair: those are no text and cannot be written.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
