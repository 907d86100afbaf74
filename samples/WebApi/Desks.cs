using System.Threading.RateLimiting;
using Temper.Lab.Images;

namespace WebApi;

/// <summary>
/// Where pictures are decoded and classified. There are two lines, each with an end: small pictures pass on all cores, large ones one after the other,
/// as one of 40 megapixels may take 3 seconds and half a gigabyte. So the small do not wait behind the large.
/// </summary>
internal sealed class Desks(IClassifier classifier, Limits limits) : IDisposable
{
    private const string Busy = "Too many pictures are waiting; send it again in a moment.";

    /// <summary>A PNG file of one black pixel.</summary>
    private static readonly byte[] Probe = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter small = Line(Environment.ProcessorCount, limits.MaxWaiting);
    private readonly ConcurrencyLimiter large = Line(1, limits.MaxWaitingLarge);

    /// <summary>Classifies a picture when its turn comes. The place is given back when the work has ended, also when nobody waits for it any more.</summary>
    /// <exception cref="Temper.Data.DataException">It is not a picture that can be decoded.</exception>
    /// <exception cref="BadHttpRequestException">503: the line is full, or the deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">The client has gone away.</exception>
    public Task<Answer> ClassifyAsync(Upload upload, CancellationToken cancellationToken) =>
        ClassifyAsync(upload, TimeSpan.FromSeconds(limits.DeadlineSeconds), cancellationToken);

    /// <summary>Classifies a picture of one pixel in the same way.</summary>
    /// <exception cref="BadHttpRequestException">503: that cannot be done within two seconds.</exception>
    public Task<Answer> ProbeAsync(CancellationToken cancellationToken) => ClassifyAsync(new Upload(Probe, "probe", false), Healthy, cancellationToken);

    public void Dispose()
    {
        small.Dispose();
        large.Dispose();
    }

    private static ConcurrencyLimiter Line(int desks, int waiting) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = desks, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    private async Task<Answer> ClassifyAsync(Upload upload, TimeSpan patience, CancellationToken cancellationToken)
    {
        var isLarge = ImageInput.Measure(upload.Bytes, upload.Name).Effort > limits.LargePixels;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            using var place = await (isLarge ? large : small).AcquireAsync(1, deadline.Token);
            if (!place.IsAcquired)
            {
                throw new BadHttpRequestException(Busy, StatusCodes.Status503ServiceUnavailable);
            }

            return Classify(upload, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                $"The picture could not be classified within {patience.TotalSeconds} s; send it again in a moment, or a smaller one.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    private Answer Classify(Upload upload, CancellationToken cancellationToken)
    {
        var (classes, height, width) = classifier.Net;
        var picture = ImageInput.Decode(upload.Bytes, upload.Name, height, width, upload.Trim, cancellationToken);
        return Answer.Of(classifier.Probabilities(picture.Pixels), classes, picture.Inverted);
    }
}
