using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Runs;

/// <summary>What is said of a run's regularizers, each note only where it is true.</summary>
public sealed class RegularizerNotesTests
{
    private static readonly TrainSpec Spec = new() { Layers = [new Linear(3)], Epochs = 6 };

    [Fact]
    public void Regularizers_are_named_in_one_line_and_what_the_net_itself_has_is_not_denied()
    {
        Assert.Equal("mixup=0.2, ema=0.99", RunReport.RegularizersText(Spec.With(new Ema(0.99)).With(new MixUp())));
        Assert.Equal("none", RunReport.RegularizersText(Spec with { Layers = [new Linear(3), new Dropout(0)] }));
        Assert.Equal("none (the net itself has Dropout)", RunReport.RegularizersText(Spec with { Layers = [new Residual([new Dropout(0.1)]), new Linear(3)] }));
    }

    [Fact]
    public void The_epoch_of_the_weights_is_called_the_best_only_where_it_is()
    {
        Assert.Equal(
            ["Stopped after 2 of 6 epochs.", "The weights are those of epoch 1, as no later one improved validation accuracy by more than 50 points."],
            Notes(Spec.With(new EarlyStopping(1, MinDelta: 50)), 2, 1));
        Assert.Equal(
            ["Stopped after 5 of 6 epochs.", "The weights are those of epoch 3, the last that improved validation loss by more than 0.5."],
            Notes(Spec.With(new EarlyStopping(2, 0.5, EarlyStoppingMetric.ValidLoss)), 5, 3));
        Assert.Equal(["The weights are those of epoch 4, the best on the validation split."], Notes(Spec.With(new EarlyStopping()), 6, 4));
        Assert.Equal(["The weights are those of epoch 4, the best on the validation split by loss."], Notes(Spec.With(new EarlyStopping(Metric: EarlyStoppingMetric.ValidLoss)), 6, 4));
        Assert.Equal(["Stopped after 3 of 6 epochs."], Notes(Spec.With(new EarlyStopping(RestoreBest: false)), 3, null));
        Assert.EndsWith("improved validation RMSE by more than 0.5 kg.", Assert.Single(RegularizerNotes.Of(Spec.With(new EarlyStopping(5, 0.5)), Score.Rmse("kg"), 6, 3)), StringComparison.Ordinal);
        Assert.Empty(Notes(Spec, 6, null));
    }

    [Fact]
    public void It_is_said_which_figures_are_of_which_weights()
    {
        const string trained = "; loss and training accuracy in training mode are of those that are trained.";
        Assert.Equal([$"Validation and test are of the averaged weights (ema=0.99){trained}"], Notes(Spec.With(new Ema(0.99)), 6, null));
        Assert.Equal([$"The test is of the slow weights (lookahead=0.5){trained}"], Notes((Spec with { ValidFraction = 0 }).With(new Lookahead()), 6, null));
        Assert.Equal([$"Validation from epoch 4 on and test are of the averaged weights (swa=0.5){trained}"], Notes(Spec.With(new Swa(0.5)), 6, null));
    }

    [Theory]
    [InlineData(1, 1, null, "averages from epoch 1 on, and the weights are those of that one alone")]
    [InlineData(6, 5, null, "averages from epoch 5 on, and the weights are those of that one alone")]
    [InlineData(6, 6, 5, "averages from epoch 5 on, and the weights are those of that one alone")]
    [InlineData(6, 2, null, "averages from epoch 5 on, and the weights are those of epoch 2 alone")]
    [InlineData(6, 6, null, null)]
    public void An_average_of_one_epoch_is_told(int planned, int trained, int? best, string? said)
    {
        var note = RegularizerNotes.Of((Spec with { Epochs = planned }).With(new Swa(0.75)), Score.Accuracy, trained, best).Single();
        Assert.Equal(said is not null, note.StartsWith("swa=0.75 changed nothing: ", StringComparison.Ordinal));
        Assert.Contains(said ?? "Validation from epoch 5 on", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_accuracy_of_changed_rows_is_told_unless_it_was_measured_in_evaluation_mode()
    {
        var mixed = Spec.With(new MixUp()).With(new LabelNoise());
        Assert.StartsWith(
            "Training accuracy is of mixed rows (mixup=0.2) and of labels some of which were replaced (label-noise=0.1): not comparable", Notes(mixed, 6, null).Single(), StringComparison.Ordinal);
        Assert.Empty(Notes(mixed with { MeasureTrainAccuracy = true }, 6, null));
        Assert.StartsWith("Training accuracy is of inputs with noise (gaussian-noise=0.1): ", Notes(Spec.With(new GaussianNoise()), 6, null).Single(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Notes(TrainSpec spec, int epochs, int? best) => RegularizerNotes.Of(spec, Score.Accuracy, epochs, best);
}
