using Temper.Data;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>What is told of options that are typed wrong: what each must be, and nothing of how it is read.</summary>
public sealed class OptionFaultTests
{
    private const string Floats = "above 0 and a number that 32 bits can hold (1.2e-38 to 3.4e38)";

    public static TheoryData<string, string> Regularizers => new()
    {
        { "lookahead=.5:k=2.5", "lookahead: k: expected a whole number such as 5, received \"2.5\"." },
        { "lookahead=.5:k=99999999999", "lookahead: k: expected a whole number from -2147483648 to 2147483647, received \"99999999999\"." },
        { "lookahead=.5:k=", "lookahead: k: expected a whole number such as 5, received \"\"." },
        { "early-stopping=5:metric=foo", "early-stopping: metric must be one of ValidScore, ValidLoss, received \"foo\"." },
        { "early-stopping=5:metric=valid-loss", "early-stopping: metric must be one of ValidScore, ValidLoss, received \"valid-loss\"; did you mean ValidLoss?" },
        { "ema=.9:warm_up=yes", "ema: warm_up must be true or false, received \"yes\"." },
        { "mixup=.2:alpha=.3", "mixup: alpha is given twice; give it once." },
        { "lookahead=.5:k=4:k=7", "lookahead: k is given twice; give it once." },
        { "ema=.9:warm_up=true:warmUp=true", "ema: warm_up is given twice; give it once." },
        { "mixup,ema", "\"mixup,ema\" has no plus between; write mixup+ema." },
        { "mixup ema", "\"mixup ema\" has no plus between; write mixup+ema." },
        { "mixup=.2, EMA=.9:warm_up=false", "\"mixup=.2, EMA=.9:warm_up=false\" has no plus between; write mixup=.2+EMA=.9:warm_up=false." },
        { "mixup=0,2", "\"mixup=0,2\": expected a number such as 0.1, received \"0,2\"; the decimal sign is a point: 0.2." },
        { "mixup+", "\"mixup+\": a name is missing between the plus signs; write such as mixup=.2+ema=.99." },
        { "+mixup", "\"+mixup\": a name is missing between the plus signs; write such as mixup=.2+ema=.99." },
        { "mixup++ema", "\"mixup++ema\": a name is missing between the plus signs; write such as mixup=.2+ema=.99." },
        { "=.2", "\"=.2\": a name is missing; a regularizer is written NAME or NAME=NUMBER, such as mixup=.2." },
        { ":k=3", "\":k=3\": a name is missing; a regularizer is written NAME or NAME=NUMBER, such as mixup=.2." },
        { "max-norm=1e-60", $"\"max-norm=1e-60\": limit must be {Floats}, received 1E-60." },
        { "clip-norm=1e-50", $"\"clip-norm=1e-50\": limit must be {Floats}, received 1E-50." },
        { "l1=1e300", $"\"l1=1e300\": lambda must be {Floats}, received 1E+300." },
        { "l1:lambda=1e-39", $"l1: lambda must be {Floats}, received 1E-39." },
    };

    public static TheoryData<string, string> Scalings => new()
    {
        { "min-max:a=x", "min-max: a: expected a number such as 0.1, received \"x\"." },
        { "min-max:a=", "min-max: a: expected a number such as 0.1, received \"\"." },
        { "min-max:a=0:a=1", "min-max: a is given twice; give it once." },
        { "robust:a=1", "robust has no option \"a\"; expected one of clip." },
    };

    [Theory]
    [MemberData(nameof(Regularizers))]
    public void A_regularizer_that_is_typed_wrong_is_told_plainly(string text, string expected) =>
        Assert.Equal(expected, Refusal(() => RegularizerText.ReadAll(text)));

    [Theory]
    [MemberData(nameof(Scalings))]
    public void A_scaling_that_is_typed_wrong_is_told_plainly(string text, string expected) => Assert.Equal(expected, Refusal(() => ScalingText.Read(text)));

    [Fact]
    public void An_option_given_twice_is_refused_by_the_name_it_is_known_by()
    {
        Assert.Equal("Adam: eps is given twice; give it once.", Refusal(() => OptionJson.Apply(new Adam(), ["eps=1", "eps=1"])));
        Assert.Equal("Adam: beta1 is given twice; give it once.", Refusal(() => OptionJson.Apply(new Adam(), ["betas=.9,.99", "beta1=.9"])));
        Assert.Equal("Adam: lr is given twice; give it once.", Refusal(() => OptionJson.Apply(new Adam(), ["lr=.1"], ["learningRate"])));
        Assert.Equal("WarmUp: steps is given twice; give it once.", Refusal(() => OptionJson.Apply(new WarmUp(3), ["steps=4"], ["steps"])));
        Assert.Equal("StepLR: gamma is given twice; give it once.", Refusal(() => OptionJson.Apply(new WarmUp(3, Then: new StepLR(1)), ["gamma=.1", "gamma=.2"])));
        Assert.Equal(new Adam(0.1, 0.8, 0.95, 1), OptionJson.Apply(new Adam(0.1), ["betas=.8,.95", "eps=1"], ["learningRate"]));
    }

    [Fact]
    public void Words_and_whole_numbers_are_read_as_such()
    {
        Assert.Equal(
            new EarlyStopping(5, 0.5, EarlyStoppingMetric.ValidLoss, RestoreBest: false),
            RegularizerText.Read("early-stopping=5:metric=validloss:min_delta=.5:restore_best=FALSE"));
        Assert.Equal(new Lookahead(0.5, 10), RegularizerText.Read("lookahead:k=10"));
        Assert.Equal(new StepLR(2, 1), OptionJson.Apply(new StepLR(1), ["step_size=2", "gamma=1"]));
        Assert.Equal(WeightDecayScope.Weights, OptionJson.Apply(new Adam(), ["weight_decay_scope=weights"]).WeightDecayScope);
        Assert.Equal(new MinMax(-1, 2.5), ScalingText.Read("min-max:a=-1:b=2.5"));
    }

    [Fact]
    public void A_strength_above_0_is_so_as_a_float_too()
    {
        foreach (var regularizer in RegularizerCatalog.All.Where(one => one.Info.Strength is { Least: 0, TakesLeast: false }))
        {
            var most = Math.Min(regularizer.Info.Strength!.Most, 4e38);
            foreach (var wrong in new[] { 1e-60, 1e-38, double.Epsilon }.Concat(most > 1e38 ? [1e39, 1e300] : []))
            {
                Assert.Contains(" that 32 bits can hold (1.2e-38 to 3.4e38), received ", Refusal(() => regularizer.At(wrong).Validate()), StringComparison.Ordinal);
            }

            regularizer.At(1.2e-38).Validate();
            regularizer.At(Math.Min(most / 2, 3.4e38)).Validate();
        }
    }

    private static string Refusal(Action act)
    {
        var message = Assert.Throws<SpecException>(act).Message;
        foreach (var foreign in new[] { "System.", "LineNumber", "BytePositionInLine", "polymorphic", "discriminator", "nullability", ".NET", "JSON", "$.", "docs/", "\n" })
        {
            Assert.DoesNotContain(foreign, message, StringComparison.OrdinalIgnoreCase);
        }

        return message;
    }
}
