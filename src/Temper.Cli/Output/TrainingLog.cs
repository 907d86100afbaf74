using System.Globalization;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Cli.Output;

/// <summary>Shows a training: a line per epoch, and in a terminal a bar with loss, score, speed and time left.</summary>
internal sealed class TrainingLog(Report report, string label, Score score) : IProgress<TrainProgress>
{
    public void Report(TrainProgress value)
    {
        if (value.Finished is { } epoch)
        {
            report.Info(EpochLine(epoch, value));
            return;
        }

        var total = (double)value.Epochs * value.StepsPerEpoch;
        var done = ((value.Epoch - 1.0) * value.StepsPerEpoch) + value.Step;
        var speed = done / Math.Max(value.Seconds, 1e-9);
        var left = TimeSpan.FromSeconds(Math.Min((total - done) / Math.Max(speed, 1e-9), 1e6));
        report.Progress(
            $"{label} {value.Epoch}/{value.Epochs}",
            done / total,
            string.Create(
                CultureInfo.InvariantCulture,
                $"loss {value.Loss:F4}  train {score.Text(value.Score)}  {speed:F0} steps/s  {(int)left.TotalMinutes}:{left.Seconds:00} left"));
    }

    private string EpochLine(EpochResult epoch, in TrainProgress value)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"  epoch {epoch.Epoch}/{value.Epochs}  loss {epoch.Loss:F4}  train {score.Text(epoch.TrainScore)}");
        if (epoch.TrainScoreInEvaluation is { } measured)
        {
            line += $" (evaluation mode {score.Text(measured)})";
        }

        if (epoch.ValidScore is { } valid)
        {
            line += $"  valid {score.Text(valid)}";
        }

        return line + string.Create(CultureInfo.InvariantCulture, $"  {value.Seconds:F1} s");
    }
}
