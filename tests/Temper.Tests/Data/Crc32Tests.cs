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
}
