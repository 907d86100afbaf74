using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Checks;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Devices;

/// <summary>One call of temper devices --check.</summary>
internal sealed class DeviceCheckRun(DeviceCheckRequest request, Report report)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus);
        var dataset = await Task.Run(() => Garments.First(settings.Images, cancellationToken), cancellationToken).ConfigureAwait(false);
        var pool = choice.Pool(new DeviceWork([], dataset));
        var net = string.Join(
            '-', settings.Hidden.Prepend(dataset.Features).Append(dataset.Outputs).Select(size => size.ToString(CultureInfo.InvariantCulture)));
        report.Info($"Temper {ProgramVersion.Engine}, {ProgramVersion.Machine}");
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Device {DeviceWords.Of(pool, "")} against the reference in 64 bits: net {net}, batches of {settings.BatchSize}, "
            + $"{2 * settings.StepsPerEpoch} steps, data {dataset.Name}"));
        report.Info();
        IReadOnlyList<DeviceCheckResult> results;
        try
        {
            results = DeviceCheck.Run(settings, pool, dataset, new Progress(report), cancellationToken);
        }
        finally
        {
            report.ClearProgress();
        }

        var facts = new DeviceCheckFacts(
            $"temper {ProgramVersion.Engine}", ProgramVersion.Machine, report.Terminal.Time.GetUtcNow(), pool.Name, pool.Description,
            request.Device.PrecisionName, dataset.Name, net, settings.BatchSize, 2 * settings.StepsPerEpoch, results.All(result => result.Passed),
            results);
        Print(facts);
        return facts.Passed ? ExitCodes.Done : ExitCodes.RunFailed;
    }

    private void Print(DeviceCheckFacts facts)
    {
        report.Table(
            [new("Case"), new("Verdict"), new("Difference", true), new("Allowed", true, 2), new("Where", false, 1)],
            facts.Cases.Select(result => (IReadOnlyList<string>)
                [result.Case, result.Passed ? "ok" : "OFF", Text(result.Difference), Text(result.Allowed), result.Note]));
        report.Info();
        report.Info(
            "Difference: of a loss to the reference's, relative, or of a share of right guesses, where it comes closest to what is allowed. "
            + "Allowed: four times what the reference itself strays up to that step with ten times the roundings of the device; "
            + "in any case 50 roundings, or two guesses of a batch.");
        report.Result(facts.Passed
            ? $"All {facts.Cases.Count} cases are right on {facts.Device}."
            : $"{facts.Cases.Count(result => !result.Passed)} of {facts.Cases.Count} cases are off on {facts.Device}: do not trust its results.");
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
        }
    }

    private static string Text(double? number) => number switch
    {
        null => "broke",
        0 => "0",
        { } value => value.ToString("0.0E0", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    private sealed class Progress(Report report) : IProgress<DeviceCheckProgress>
    {
        public void Report(DeviceCheckProgress value) => report.Progress("check", value.Share, value.Training);
    }
}
