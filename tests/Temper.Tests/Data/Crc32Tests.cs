using System.Text;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class Crc32Tests
{
    // The check value of the CRC catalogue for CRC-32/ISO-HDLC.
    [Fact]
    public void Gives_the_published_check_value() =>
        Assert.Equal(0xCBF43926u, Crc32.Append(0, Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Does_not_depend_on_where_the_bytes_are_cut()
    {
        var bytes = IdxBytes.Images(3, 7, 5);
        var whole = Crc32.Append(0, bytes);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Fact]
    public void Is_the_same_with_and_without_carryless_multiplication()
    {
        var bytes = IdxBytes.Images(4, 17, 31);

        for (var length = 0; length < 300; length++)
        {
            for (var start = 0; start < 3; start++)
            {
                var part = bytes.AsSpan(start, length);
                Assert.Equal(~Crc32.Slice(~7u, part), Crc32.Append(7, part));
            }
        }

        Assert.Equal(~Crc32.Slice(~7u, bytes), Crc32.Append(7, bytes));
    }
}
