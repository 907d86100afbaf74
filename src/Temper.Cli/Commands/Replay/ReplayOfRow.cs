using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Replay;

/// <summary>Trains a row of a table of results again.</summary>
internal static class ReplayOfRow
{
    /// <summary>Trains it and compares.</summary>
    /// <exception cref="SpecException">On these data, with this version, it is another run.</exception>
    public static async Task<ReplayFacts> RunAsync(
        ResultsRow row, DeviceRequest asked, string? data, Report report, CancellationToken cancellationToken)
    {
        var dataset = await DatasetLoading.LoadAsync(data, report, cancellationToken).ConfigureAwait(false);
        var request = row.Request(dataset.Outputs, new ChapterSubject());
        using var choice = new DeviceChoice(asked.Matching("", $"Run {row.Run}"), report.Terminal.Gpus);
        using var device = choice.Named();
        var id = RunId.Of(request.Spec, dataset.Hash, device.Arithmetic);
        if (id != row.Run)
        {
            throw new SpecException(
                $"Run {row.Run}: on {dataset.Name} (hash {DatasetReference.Abbreviated(dataset.Hash)}) with engine {ProgramVersion.Engine} this "
                + $"training is run {id}; its data were different ones (--data), or its engine was.");
        }

        var again = Runner.Attempt(request, dataset, device, report.Terminal.Time, cancellationToken).Stored;
        if (again.Record is not { } record)
        {
            var step = again.Failure!.Step;
            return new ReplayFacts(
                row.Run,
                row.WeightsHash is null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it diverges at step {step}{(row.WeightsHash is null ? ", as in the table" : ", and did not in the table")}"));
        }

        return record.WeightsHash == row.WeightsHash
            ? new ReplayFacts(row.Run, true, $"weights SHA-256 {record.WeightsHash}")
            : new ReplayFacts(row.Run, false, $"weights SHA-256 {record.WeightsHash}, in the table {row.WeightsHash ?? "none: it diverged"}");
    }
}
