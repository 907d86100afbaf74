using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(EarlyStoppingMetric.ValidScore, 1)]
    [InlineData(EarlyStoppingMetric.ValidScore, 3)]
    [InlineData(EarlyStoppingMetric.ValidLoss, 2)]
    public void Stops_after_its_patience_and_puts_the_best_epoch_back(EarlyStoppingMetric metric, int patience)
    {
        // The validation improves by far more than nothing for a while, then not by the minimum any more.
        var stopping = new EarlyStopping(patience, metric == EarlyStoppingMetric.ValidScore ? 2 : 0.02, metric);
        var spec = Trainings.Spec with
        {
            Epochs = 60,
            Regularizers = [stopping],
        };
        var (result, bits) = Trainings.Run(spec);

        var watched = result.Epochs.Select(epoch => metric == EarlyStoppingMetric.ValidScore ? epoch.ValidScore!.Value : epoch.ValidLoss!.Value).ToArray();
        var best = 0;
        for (var i = 1; i < watched.Length; i++)
        {
            best = stopping.Improves(watched[i], watched[best]) ? i : best;
        }

        Assert.InRange(result.Epochs.Count, 2, 59);
        Assert.Equal(best + 1, result.BestEpoch);
        Assert.Equal(best + 1 + patience, result.Epochs.Count);

        // The weights at the end of the best epoch, from a run of the same schedule that is looked at there.
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec with { Regularizers = [] }, Trainings.Data, device);
        using var stop = new CancellationTokenSource();
        int[] expected = [];
        Assert.Throws<OperationCanceledException>(() => trainer.Run(
            new Trainings.Listener(at =>
            {
                if (at.Finished?.Epoch == best + 1)
                {
                    expected = Nets.Bits(trainer.Network);
                    stop.Cancel();
                }
            }),
            stop.Token));
        Assert.Equal(expected, bits);
    }

    [Fact]
    public void Without_RestoreBest_the_last_weights_stay()
    {
        var spec = Trainings.Spec.With(new EarlyStopping(100, RestoreBest: false));
        var (result, bits) = Trainings.Run(spec);

        Assert.Null(result.BestEpoch);
        Assert.Equal(Trainings.Run(spec with { Regularizers = [] }).Bits, bits);
    }

    [Fact]
    public void No_number_is_the_worst_number()
    {
        var accuracy = new EarlyStopping();
        var loss = new EarlyStopping(Metric: EarlyStoppingMetric.ValidLoss);
        Assert.True(accuracy.Improves(51, 50));
        Assert.False(accuracy.Improves(50, 50));
        Assert.True(loss.Improves(1, 2));
        Assert.True(loss.Improves(1, double.NaN));
        Assert.False(loss.Improves(double.NaN, 1));
        Assert.False(loss.Improves(double.NaN, double.NaN));
        Assert.False(new EarlyStopping(MinDelta: 1).Improves(51, 50));
    }
}
