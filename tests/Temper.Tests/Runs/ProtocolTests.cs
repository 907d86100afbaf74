using System.Text.Json;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Runs;

/// <summary>Protocols and kinds of studies in records: the texts that are stored, and no others.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void Every_protocol_and_kind_has_its_stored_text()
    {
        Assert.Equal(["chapter", "literal", "sound", "own"], Enum.GetValues<Protocol>().Select(protocol => protocol.Text()));
        Assert.Equal(["compare", "factorial", "claims"], Enum.GetValues<StudyKind>().Select(kind => kind.Text()));
        Assert.All(Enum.GetValues<Protocol>(), protocol => Assert.Equal(protocol, ProtocolText.Read(protocol.Text())));
        Assert.All(Enum.GetValues<Protocol>(), protocol => Assert.Equal($"\"{protocol.Text()}\"", JsonSerializer.Serialize(protocol)));
        Assert.All(Enum.GetValues<StudyKind>(), kind => Assert.Equal(kind, JsonSerializer.Deserialize<StudyKind>($"\"{kind.Text()}\"")));
    }

    [Theory]
    [InlineData("Sound")]
    [InlineData("2")]
    [InlineData("")]
    [InlineData("sound, own")]
    public void Nothing_else_is_a_protocol(string text)
    {
        Assert.False(ProtocolText.TryRead(text, out _));
        Assert.Contains("expected a protocol, one of chapter, literal, sound, own", Assert.Throws<FormatException>(() => ProtocolText.Read(text)).Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Protocol>($"\"{text}\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Protocol>("2"));
    }

    [Fact]
    public void A_value_that_is_none_is_not_written() => Assert.Throws<ArgumentOutOfRangeException>(() => ((Protocol)17).Text());
}
