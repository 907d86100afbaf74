using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Claims;
using Temper.Lab.Experiments;
using Temper.Lab.Records;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands;

/// <summary>One call of a study command: from the data to the report.</summary>
internal sealed class StudyCall(StudyRequest asked, Report report)
{
    private StudyRequest request = asked;

    /// <summary>What is to be measured beside the trainings; null for nothing.</summary>
    public Func<StudyPlan, Dataset, ClaimChecks>? Checks { get; init; }

    /// <summary>Carries a study out.</summary>
    /// <param name="plan">Makes the plan, told the data set; called first with ten classes, so that mistakes are told before data are fetched.</param>
    /// <param name="cancellationToken">Ctrl-C: what is finished stays in the store.</param>
    public async Task<int> RunAsync(Func<StudyRequest, Dataset?, StudyPlan> plan, CancellationToken cancellationToken)
    {
        var draft = plan(request, null);
        using var store = RunStore.Open(request.Store, report.Terminal.Time);
        var loading = Task.Run(() => DatasetLoading.LoadOrBuiltInAsync(request.Data, report, cancellationToken), CancellationToken.None);
        using (var device = new CpuDevice(threads: 1))
        {
            Rehearsal.Run(draft.Arms[^1].Spec, device);
        }

        var (dataset, whyBuiltIn) = await loading.ConfigureAwait(false);
        if (whyBuiltIn is not null)
        {
            report.Warning($"the data are {dataset.Name}, drawings made by this program, NOT Fashion-MNIST: {whyBuiltIn}");
            request = request with { Data = dataset.Name };
        }

        var record = Carry(plan(request, dataset), dataset, store, out var folder, cancellationToken);
        StudyOutput.Write(folder, record);
        StudyOutput.Print(report, record, folder, request.IsMarkdown);
        if (request.Open)
        {
            Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
        }

        return ExitCodes.Done;
    }

    /// <summary>Trains what is missing.</summary>
    private StudyRecord Carry(StudyPlan plan, Dataset dataset, RunStore store, out string folder, CancellationToken cancellationToken)
    {
        folder = StudyOutput.Folder(request.Out, plan, report.Terminal);
        RunFolder.Claim(folder, plan.Id());
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), {request.Settings.Threads} trainings side by side, study {plan.Id()}"));
        report.Info(StudyText.Question(plan));
        using var progress = new StudyProgress(report);
        try
        {
            return new Study(dataset, store, report.Terminal.Time).Run(plan, request.Settings, request.Replay(), progress, cancellationToken,
                Checks is null ? null : () => Checks(plan, dataset));
        }
        catch (OperationCanceledException)
        {
            report.Warning($"interrupted; what is finished is in {store.Path}; the same command goes on");
            throw;
        }
    }
}
