using System.Threading.RateLimiting;

namespace WebApi;

/// <summary>
/// Bounds the bytes of all bodies together. (A form is copied while it is read: it takes up to four times its bytes.) A request takes a place for each byte that has come, not for what it says will come: so clients that
/// send nothing hold nothing.
/// </summary>
internal sealed class BytesInFlight(int most) : IDisposable
{
    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });

    /// <summary>What one request holds; disposing of it gives all back.</summary>
    public Share NewShare() => new(limiter);

    public void Dispose() => limiter.Dispose();

    /// <summary>The places of one request.</summary>
    internal sealed class Share(ConcurrencyLimiter limiter) : IDisposable
    {
        private readonly List<RateLimitLease> leases = [];

        /// <summary>Takes places.</summary>
        /// <exception cref="BadHttpRequestException">503: there are not so many.</exception>
        public void Take(int bytes)
        {
            if (bytes == 0)
            {
                return;
            }

            var lease = limiter.AttemptAcquire(bytes);
            leases.Add(lease);
            if (!lease.IsAcquired)
            {
                throw new BadHttpRequestException("Too many uploads are coming in; send it again in a moment.", StatusCodes.Status503ServiceUnavailable);
            }
        }

        public void Dispose() => leases.ForEach(lease => lease.Dispose());
    }
}
