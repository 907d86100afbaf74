using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Chapter;

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
    [InlineData("label-smoothing=.1+early-stopping", "label-smoothing=0.1+early-stopping=5")]
    [InlineData("baseline+lr=3e-4+q4=on", "baseline+lr=0.0003+Q4=on")]
    [InlineData("dropout=.1+l2=1e-4+batchnorm", "dropout=0.1+l2=0.0001+batchnorm")]
    [InlineData("l2=+0.01", "l2=0.01")]
    [InlineData("l2=+.01", "l2=0.01")]
    [InlineData("l2 = +1. + batchnorm", "l2=1+batchnorm")]
    [InlineData("lr=1e+0", "lr=1")]
    [InlineData("lr=+1.E+2+dropout=+5e-1", "lr=100+dropout=0.5")]
    [InlineData("early-stopping=+3+l2=1e+0", "early-stopping=3+l2=1")]
    [InlineData("baseline+l2=1e+21+batchnorm", "baseline+l2=1e+21+batchnorm")]
    [InlineData("dropout+label-smoothing=1e-1+baseline", "dropout=0.5+label-smoothing=0.1+baseline")]
    public void Names_are_written_one_way(string text, string name)
    {
        var arm = Arms.Read(text, Sound, "");
        Assert.Equal(name, arm.Name);
        var again = Arms.Read(name, Sound, "");
        Assert.Equal((name, SpecJson.Write(arm.Spec)), (again.Name, SpecJson.Write(again.Spec)));
    }

    [Fact]
    public void Parts_do_what_they_say()
    {
        var spec = Arms.Read("dropout=.3+l2=1e-3+batchnorm+label-smoothing=.1+early-stopping=4+lr=.002", Sound, "").Spec;

        Assert.All(spec.Layers.OfType<Dropout>(), layer => Assert.Equal(0.3, layer.P));
        Assert.Equal(2, spec.Layers.OfType<BatchNorm1d>().Count());
        var optimizer = Assert.IsType<AdamW>(spec.Optimizer);
        Assert.Equal((1e-3, 0.002), (optimizer.WeightDecay, optimizer.LearningRate));
        Assert.Equal(new CrossEntropy(0.1), spec.Resolved().Loss);
        Assert.Equal(4, spec.Find<EarlyStopping>()!.Patience);
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
    [InlineData("l2=0.1+0.2", "\"0.2\" is no part of an arm")]
    [InlineData("l2=+", "expected a number")]
    [InlineData("l2=++1", "expected a number")]
    [InlineData("l2=1e+", "received \"1e\"")]
    [InlineData("l2=1e+batchnorm", "received \"1e\"")]
    [InlineData("l2=1e5e+3", "received \"1e5e+3\"")]
    [InlineData("l2=+1e+400", "up to 1.79e308")]
    [InlineData("early-stopping=1e+0", "expected a whole number")]
    [InlineData("dropout+", "a name is missing between the signs")]
    [InlineData("dropout++l2", "a name is missing between the signs")]
    [InlineData("+5", "a name is missing between the signs")]
    [InlineData("=.2", "a name is missing between the signs")]
    [InlineData("mixup ema", "has no plus between; write mixup+ema.")]
    [InlineData("l2+mixup=.2 ema", "has no plus between; write mixup=.2+ema")]
    [InlineData("l1=1e300", "above 0 and a number that 32 bits can hold")]
    [InlineData("dropout+dropout=.2", "dropout twice")]
    [InlineData("batchnorm=3", "batchnorm is on or off")]
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
        folder.Write("mine+l2=+1e+0.json", System.Text.Encoding.UTF8.GetBytes(SpecJson.Write(spec)));

        var arm = Arms.Read("mine+l2=+1e+0.json", Sound, folder.Path);

        Assert.Equal("mine+l2=+1e+0", arm.Name);
        Assert.Equal((7, 0UL), (arm.Spec.Epochs, arm.Spec.Seed));
        Assert.Equal(12UL, arm.Request(12).Spec.Seed);
    }
}
