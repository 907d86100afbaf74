using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>A word and the bar beside it never disagree, and neither do the p-values.</summary>
[TakesLong]
public sealed class WordsAndBarsTests
{
    private const double Region = 0.4;

    private static readonly string[] Kinds = ["normal", "t3", "lognormal", "rounded"];

    [Theory]
    [InlineData(false, 20_000)]
    [InlineData(true, 500)]
    public void They_agree_in_every_simulated_study(bool isSequential, int studies)
    {
        var words = new int[8];
        Parallel.For(0, studies, study =>
        {
            var (arms, seeds) = (1 + (study % 3), 6 + (study / 3 % 5));
            var rows = FlipFamilyTests.Rows(study, arms, isSequential ? 3 * seeds : seeds, effect: study % 4 * 0.35, Kinds[study / 16 % Kinds.Length]);
            var scale = study % 5 == 0 ? 0.15 : 1;
            var family = rows.Select((row, arm) => new PairedSample($"{arm}", [.. row.Select(value => scale * value)])).ToList();
            foreach (var found in PairedAnalysis.Compare(family, new VerdictSettings { Region = Region, Rule = isSequential ? StoppingRule.OpenEnded : StoppingRule.Fixed }))
            {
                var (bar, where) = (found.FamilyInterval, $"study {study}, arm {found.Name}: {found.Verdict}, {found.FamilyInterval}, p {found.AdjustedPValue}, {found.AdjustedEquivalencePValue}");
                Interlocked.Increment(ref words[(int)found.Verdict]);
                if (double.IsNaN(bar.Low) || found.Verdict == VerdictWord.TooFewSeeds)
                {
                    continue;
                }

                Assert.True(found.AdjustedPValue <= 0.05 == !bar.Contains(0), where);
                Assert.True(found.AdjustedEquivalencePValue <= 0.05 == (bar.Low > -Region && bar.High < Region), where);
                Assert.True(bar.Contains(found.Mean) || isSequential, where);
                Assert.True(
                    found.Verdict == (bar.Low > -Region && bar.High < Region ? VerdictWord.Negligible
                        : bar.Low > 0 && found.Mean > 0 ? VerdictWord.Helps : bar.High < 0 && found.Mean < 0 ? VerdictWord.Hurts : VerdictWord.Undecided), where);
            }
        });
        Assert.All(new[] { VerdictWord.Helps, VerdictWord.Hurts, VerdictWord.Negligible, VerdictWord.Undecided }, word => Assert.True(words[(int)word] > 0, $"{word}"));
    }
}
