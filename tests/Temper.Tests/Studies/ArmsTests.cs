using Temper.Lab.Experiments;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Studies;

public sealed class ArmsTests
{
    private static readonly ArmSettings Sound = new(Protocol.Sound, 10);

    private static readonly ArmSettings AsChapter = new(Protocol.Chapter, 10);

    [Fact]
    public void Presets_are_the_chapters_experiments_under_both_protocols()
    {
        foreach (var settings in new[] { Sound, AsChapter })
        {
            foreach (var experiment in ChapterExperiment.All)
            {
                var arm = Arms.Read(experiment.Name, settings, "");
                var expected = experiment.Spec(settings.Quirks, 10, seed: 0);
                Assert.Equal(SpecJson.Write(expected with { Epochs = 5 }), SpecJson.Write(arm.Spec));
            }
        }
    }

    [Theory]
    [InlineData("dropout=.5", "dropout=0.5")]
    [InlineData("dropout", "dropout=0.5")]
    [InlineData("l2=1e-4 + batchnorm", "l2=0.0001+batchnorm")]
    [InlineData("L2", "l2=0.0001")]
    [InlineData("label-smoothing=.1+early-stopping", "label-smoothing=0.1+early-stopping=2")]
    [InlineData("baseline+lr=3e-4+q4=on", "baseline+lr=0.0003+Q4=on")]
    public void Names_are_written_one_way(string text, string name) => Assert.Equal(name, Arms.Read(text, Sound, "").Name);

    [Fact]
    public void Parts_do_what_they_say()
    {
        var spec = Arms.Read("dropout=.3+l2=1e-3+batchnorm+label-smoothing=.1+early-stopping=4+lr=.002", Sound, "").Spec;

        Assert.All(spec.Layers.OfType<Dropout>(), layer => Assert.Equal(0.3, layer.P));
        Assert.Equal(2, spec.Layers.OfType<BatchNorm1d>().Count());
        var optimizer = Assert.IsType<AdamW>(spec.Optimizer);
        Assert.Equal((1e-3, 0.002), (optimizer.WeightDecay, optimizer.LearningRate));
        Assert.Equal(0.1, spec.LabelSmoothing);
        Assert.Equal(4, spec.EarlyStopping!.Patience);
        Assert.IsType<Adam>(Arms.Read("l2+Q6=on", Sound, "").Spec.Optimizer);
        Assert.Equal(0.5, Arms.Read("baseline", Sound with { LearningRate = 0.5 }, "").Spec.Optimizer.LearningRate);
        Assert.True(Arms.Read("l2+batchnorm", AsChapter, "").Spec.ValidateInTrainingMode);
        Assert.False(Arms.Read("altogether", AsChapter, "").Spec.ValidateInTrainingMode);
    }

    [Theory]
    [InlineData("bogus", "no part of an arm")]
    [InlineData("", "no part of an arm")]
    [InlineData("dropout=1.5", "above 0 and below 1")]
    [InlineData("dropout=x", "expected a number")]
    [InlineData("l2=-1", "above 0")]
    [InlineData("l2=NaN", "expected a finite number")]
    [InlineData("dropout=0,1", "the decimal sign is a point: 0.1")]
    [InlineData("early-stopping=2.5", "expected a whole number")]
    [InlineData("early-stopping=0", "at least 1")]
    [InlineData("droput", "did you mean dropout?")]
    [InlineData("lr", "needs a number")]
    [InlineData("dropout+dropout=.2", "dropout twice")]
    [InlineData("batchnorm=3", "no part of an arm")]
    [InlineData("Q77=on", "no quirk")]
    [InlineData("Q4=maybe", "Q4=off")]
    [InlineData("nowhere.json", "cannot be read")]
    public void A_wrong_arm_is_one_line(string text, string reason)
    {
        var error = Assert.Throws<SpecException>(() => Arms.Read(text, Sound, Path.GetTempPath()));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_same_training_twice_is_refused()
    {
        Assert.Contains("same training", Assert.Throws<SpecException>(() => Arms.Read(["baseline", "dropout", "dropout=0.5"], Sound, "")).Message, StringComparison.Ordinal);
        Assert.Contains("same training", Assert.Throws<SpecException>(() => Arms.Read(["baseline", "lr=.01"], Sound, "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spec_file_is_an_arm()
    {
        using var folder = new TempFolder();
        var spec = Arms.Read("batchnorm", Sound, "").Spec with { Epochs = 7, Seed = 99 };
        folder.Write("mine.json", System.Text.Encoding.UTF8.GetBytes(SpecJson.Write(spec)));

        var arm = Arms.Read("mine.json", Sound, folder.Path);

        Assert.Equal("mine", arm.Name);
        Assert.Equal((7, 0UL), (arm.Spec.Epochs, arm.Spec.Seed));
        Assert.Equal(12UL, arm.Request(12).Spec.Seed);
    }
}
