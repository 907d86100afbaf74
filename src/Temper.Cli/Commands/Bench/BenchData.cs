using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench takes for data.</summary>
internal static class BenchData
{
    /// <summary>--data, or else Fashion-MNIST if it is here, or else the built-in data: nothing is fetched only to be timed.</summary>
    public static async Task<Dataset> LoadAsync(string? data, Report report, CancellationToken cancellationToken)
    {
        if (data is null)
        {
            using var catalog = DatasetLoading.Catalog(report.Terminal);
            var name = FashionMnist.Name;
            if (catalog.Describe(name).FoundIn is null)
            {
                report.Info(
                    $"{FashionMnist.Name} is not here (temper data fetch {FashionMnist.Name}); the built-in {Garments.Name} have the same sizes.");
                name = Garments.Name;
            }

            return await DatasetLoading.LoadAsync(new DatasetRequest(name), report, cancellationToken).ConfigureAwait(false);
        }

        return await DatasetLoading.LoadAsync(data, report, cancellationToken).ConfigureAwait(false);
    }
}
