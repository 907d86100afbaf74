using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>A mirror that sends a byte a second never stalls, and would take a year.</summary>
public sealed class LeastRateTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_mirror_that_sends_a_byte_a_second_is_given_up_after_a_minute()
    {
        var began = time.GetUtcNow();
        using var mirror = new FakeMirror(address => address.Host == "one.test" ? new StreamContent(new Dripping(1, () => time.Advance(TimeSpan.FromSeconds(1)))) : FakeMirror.Good(address));
        using var catalog = new DatasetCatalog(Options(mirror) with { Mirrors = [new("https://one.test/"), new("https://two.test/")] });

        Assert.Equal(3, (await catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken)).Outputs);
        Assert.Equal(TimeSpan.FromMinutes(1), time.GetUtcNow() - began);

        using var alone = new DatasetCatalog(Options(mirror) with { CacheFolder = folder.Sub("empty"), Mirrors = [new("https://one.test/")] });
        var error = await Assert.ThrowsAsync<DataException>(() => alone.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken));
        Assert.Contains("slower than 2000 bytes a second (60 bytes in 60 s)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_000, 1, 3_000, true)]
    [InlineData(1_999, 1, 3_000, false)]
    [InlineData(120_000, 60, 3_000, true)]
    [InlineData(58_000, 29, 3_000, true)]
    [InlineData(1, 0, 100, true)]
    public void A_slow_but_steady_line_is_kept(int part, int seconds, int parts, bool isKept)
    {
        var rate = new LeastRate(time, 2000, TimeSpan.FromMinutes(1));
        string? reason = null;
        for (var i = 1; i <= parts && reason is null; i++)
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            reason = rate.WhyGivenUp((long)i * part);
        }

        Assert.Equal(isKept, reason is null);
    }

    [Fact]
    public void A_line_that_becomes_slow_is_given_up_too()
    {
        var rate = new LeastRate(time, 2000, TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(rate.WhyGivenUp(1_000_000_000));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(rate.WhyGivenUp(1_000_000_060));
    }

    private DatasetCatalogOptions Options(HttpMessageHandler mirror) => new()
    {
        Handler = mirror,
        Environment = _ => null,
        CacheFolder = folder.Path,
        Time = time,
        Published = TinyData.Published,
    };

    /// <summary>Gives so many bytes at a time, for ever.</summary>
    private sealed class Dripping(int part, Action drip) : ForwardStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            drip();
            return ValueTask.FromResult(Math.Min(part, buffer.Length));
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
