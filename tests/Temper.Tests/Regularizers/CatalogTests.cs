using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Temper.Lab.Runs;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>What holds for the description of every regularizer.</summary>
public sealed partial class CatalogTests
{
    public static TheoryData<string> Names => [.. RegularizedTrainings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_that_is_said_of_it_is_there_and_its_numbers_are_in_order(string name)
    {
        var regularizer = RegularizerCatalog.Create(name.ToUpperInvariant());
        var info = regularizer.Info;
        Assert.Equal(name, regularizer.Name);
        Assert.Matches("^[A-Z].*\\.$", info.Summary);
        Assert.All([info.Summary, info.Formula, info.Source], text =>
        {
            Assert.InRange(text.Length, 20, 150);
            Assert.DoesNotContain('\n', text);
            Assert.Equal(text.Trim(), text);
        });
        Assert.Matches("[12][09][0-9][0-9]", info.Source);
        regularizer.Validate();
        if (info.Strength is not { } strength)
        {
            Assert.True(double.IsNaN(regularizer.Strength));
            return;
        }

        Assert.Equal(strength.Default, regularizer.Strength);
        Assert.True(strength.Low < strength.High, "a range worth trying");
        Assert.All([strength.Low, strength.High, strength.Default], value => Assert.True(strength.Contains(value), $"{value} is allowed"));
        Assert.Contains(strength.Name, Away(regularizer).Keys);
        Assert.Contains(strength.Name, info.Formula, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(ReadableRange(), strength.RangeText);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void At_changes_its_strength_and_nothing_else(string name)
    {
        foreach (var regularizer in RegularizedTrainings.Variants(name))
        {
            if (regularizer.Info.Strength is not { } strength)
            {
                Assert.Contains(name, Assert.Throws<SpecException>(() => regularizer.At(0.5)).Message, StringComparison.Ordinal);
                continue;
            }

            foreach (var value in new[] { strength.Low, strength.High, strength.Default })
            {
                var changed = regularizer.At(value);
                Assert.Equal(value, changed.Strength);
                Assert.Equal(regularizer, changed.At(regularizer.Strength));
                Assert.Equal(Away(regularizer).Keys, Away(changed).Keys);
                Assert.All(Away(regularizer).Where(field => field.Key != strength.Name), field => Assert.Equal(field.Value, Away(changed)[field.Key]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_strength_out_of_its_range_is_refused_in_one_line_wherever_it_is_given(string name)
    {
        if (RegularizerCatalog.Create(name).Info.Strength is not { } strength)
        {
            Assert.Contains(name, Refusal(() => RegularizerText.Read($"{name}=1")), StringComparison.Ordinal);
            return;
        }

        double[] wrong =
        [
            strength.Least - 1,
            double.NegativeInfinity,
            .. strength.TakesLeast ? Array.Empty<double>() : [strength.Least],
            .. double.IsInfinity(strength.Most) ? Array.Empty<double>() : [strength.Most + 1],
            .. double.IsInfinity(strength.Most) || strength.TakesMost ? Array.Empty<double>() : [strength.Most],
            .. strength.IsWhole ? new[] { strength.Least + 0.5 } : [],
            double.PositiveInfinity,
            double.NaN,
        ];
        foreach (var value in wrong)
        {
            var received = value.ToString(CultureInfo.InvariantCulture);
            var message = Refusal(() => (RegularizedTrainings.Spec with { Regularizers = [RegularizerCatalog.Create(name).At(value)] }).Validate());
            Assert.Equal($"{name}: {strength.Name} must be {strength.RangeText}, received {received}.", message);
            message = Refusal(() => RegularizerText.Read($"{name}={received}"));
            Assert.StartsWith($"\"{name}={received}\": ", message, StringComparison.Ordinal);
            if (double.IsFinite(value) && (!strength.IsWhole || value == Math.Truncate(value)))
            {
                Assert.EndsWith($": {strength.Name} must be {strength.RangeText}, received {received}.", message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_comes_back_from_its_text_and_from_JSON(string name)
    {
        foreach (var regularizer in RegularizedTrainings.Variants(name))
        {
            var text = RegularizerText.Write(regularizer);
            Assert.Equal(regularizer, RegularizerText.Read(text));
            Assert.Equal(regularizer, RegularizerText.Read($"  {text.ToUpperInvariant().Replace("TRUE", "true", StringComparison.Ordinal)} "));
            Assert.Equal([text], RegularizerText.Split(text));
            Assert.Equal([regularizer], RegularizerText.ReadAll(text));
            var json = JsonSerializer.Serialize(regularizer, SpecJson.Default.Regularizer);
            Assert.Equal(regularizer, JsonSerializer.Deserialize(json, SpecJson.Default.Regularizer));
            var spec = RegularizedTrainings.Spec.With(regularizer);
            Assert.Equal([regularizer], SpecJson.ReadSpec(SpecJson.Write(spec), "test").Regularizers);
        }

        // A name alone is enough, in a text and in a file.
        var plain = RegularizerCatalog.Create(name);
        Assert.Equal(plain, RegularizerText.Read(name));
        Assert.Equal(plain, JsonSerializer.Deserialize($$"""{"name":"{{name}}"}""", SpecJson.Default.Regularizer));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_twice_is_refused(string name)
    {
        var variants = RegularizedTrainings.Variants(name);
        var message = Refusal(() => (RegularizedTrainings.Spec with { Regularizers = [variants[0], variants[^1]] }).Validate());
        Assert.Contains($" {name} twice", message, StringComparison.Ordinal);
        Assert.Contains($" {name} twice", Refusal(() => RegularizerText.ReadAll($"{name}+{name}")), StringComparison.Ordinal);
        Assert.Equal([variants[^1]], RegularizedTrainings.Spec.With(variants[0]).With(variants[^1]).Regularizers);
    }

    [Fact]
    public void The_order_of_a_spec_s_list_does_not_matter()
    {
        foreach (var all in RegularizedTrainings.Together)
        {
            var specs = new[] { all, [.. all.Reverse()], [.. all.OrderBy(one => one.Name, StringComparer.Ordinal)] }
                .Select(list => RegularizedTrainings.Spec with { Regularizers = list }).ToList();
            Assert.Single(specs.Select(spec => SpecJson.Write(spec.Resolved())).Distinct());
            Assert.Single(specs.Select(spec => RunId.Of(spec, "data", "")).Distinct());
            Assert.Single(specs.Select(spec => string.Join(' ', RegularizedTrainings.Run(spec).Bits)).Distinct());
        }
    }

    [Fact]
    public void Two_that_have_weights_for_evaluation_are_refused_by_their_names()
    {
        var averages = RegularizedTrainings.Averages.ToList();
        Assert.InRange(averages.Count, 2, int.MaxValue);
        foreach (var (one, other) in averages.SelectMany(one => averages.Where(other => other != one).Select(other => (one, other))))
        {
            var message = Refusal(() => (RegularizedTrainings.Spec with { Regularizers = [RegularizerCatalog.Create(one), RegularizerCatalog.Create(other)] }).Validate());
            Assert.Contains($"{one} and {other}", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_and_unknown_names_are_refused()
    {
        Assert.Equal("A regularizer of the spec is null; expected one with a name.", Refusal(() => (RegularizedTrainings.Spec with { Regularizers = [null!] }).Validate()));
        Assert.Contains("did you mean mixup", Refusal(() => RegularizerText.Read("mixpu=.2")), StringComparison.OrdinalIgnoreCase);
        foreach (var name in RegularizedTrainings.Names)
        {
            Assert.Contains(name, Refusal(() => RegularizerText.Read("nothing")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mixup=.2+ema", "mixup=.2|ema")]
    [InlineData("l1=1e+3+ema=.9", "l1=1e+3|ema=.9")]
    [InlineData("l1=1e+3", "l1=1e+3")]
    [InlineData("l1=+.5+ema", "l1=+.5|ema")]
    [InlineData("dropout=.5+.3", "dropout=.5|.3")]
    [InlineData("lookahead=.5:k=10+l1", "lookahead=.5:k=10|l1")]
    [InlineData("gradient-noise=1:gamma=1e+1+l1", "gradient-noise=1:gamma=1e+1|l1")]
    [InlineData("mixup=1e+ema", "mixup=1e|ema")]
    [InlineData(" a + b ", "a|b")]
    [InlineData("+a", "|a")]
    [InlineData("a+", "a|")]
    [InlineData("a++b", "a||b")]
    [InlineData("+", "|")]
    [InlineData("", "")]
    [InlineData("=+", "=|")]
    [InlineData("=+1", "=+1")]
    [InlineData("e+1", "e|1")]
    public void Pluses_part_texts_but_not_numbers(string text, string parts) => Assert.Equal(parts, string.Join('|', RegularizerText.Split(text)));

    [Theory]
    [InlineData("ema=.9:warm_up=maybe")]
    [InlineData("ema=.9:warm")]
    [InlineData("ema=.9:k=3")]
    [InlineData("ema=.9:")]
    [InlineData("ema=")]
    [InlineData("ema=0,9")]
    [InlineData("lookahead=.5:k=0")]
    [InlineData("lookahead=.5:k=2.5")]
    [InlineData("early-stopping=3:metric=Luck")]
    [InlineData("")]
    public void What_cannot_be_read_is_refused_in_one_line(string text) => Refusal(() => RegularizerText.Read(text));

    private static string Refusal(Action act)
    {
        var message = Assert.Throws<SpecException>(act).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Matches("[.?]$", message);
        return message;
    }

    private static Dictionary<string, string> Away(Regularizer regularizer) =>
        JsonSerializer.SerializeToNode(regularizer, SpecJson.Default.Regularizer)!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToJsonString());

    [GeneratedRegex("^((a whole number )?above|a whole number of at least|at least) [0-9.]+( and (below|at most) [0-9.]+)?$")]
    private static partial Regex ReadableRange();
}
