using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Tests.Cli;
using Temper.Tests.Reports;
using Xunit;

namespace Temper.Tests.Chapter;

/// <summary>How the chapter's report opens.</summary>
public sealed class ChapterOverviewTests(ChapterOverviewTests.OneRun one) : IClassFixture<ChapterOverviewTests.OneRun>
{
    private static readonly string[] Names = ["baseline", "dropout", "l2", "batchnorm", "altogether"];

    [Fact]
    public void Every_dot_and_every_mean_stands_where_the_axis_has_it()
    {
        var chapter = Chapter(FashionMnist.Name, seeds: 4);
        var picture = XDocument.Parse(ChapterOverview.Picture(chapter));
        var rows = picture.Groups("tp-row");
        Assert.Equal(10, rows.Count);
        foreach (var (panel, p) in picture.Groups("tp-panel").Select((panel, p) => (panel, p)))
        {
            var x = SvgReading.Scale(panel, "tp-xticks", "x1");
            foreach (var (summary, row) in chapter.Summary.Skip(5 * p).Take(5).Zip(rows.Skip(5 * p)))
            {
                var points = row.Markers().Select(point => x(point.X)).ToList();
                var runs = chapter.Experiments.Where(run => run.Protocol == summary.Protocol && run.Experiment == summary.Experiment).Select(run => run.TestScore).ToList();
                Assert.Equal([.. runs, summary.Mean], points, (a, b) => Math.Abs(a - b) < 0.02);

                // Student's t with 3 degrees of freedom.
                var half = 3.182446 * summary.StandardDeviation!.Value / 2;
                var whisker = row.All("line").First();
                Assert.Equal(summary.Mean - half, x(whisker.Number("x1")), 0.02);
                Assert.Equal(summary.Mean + half, x(whisker.Number("x2")), 0.02);
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{summary.Mean:F2}%"), row.Texts());
            }
        }

        SvgReading.AssertTextsAreApart(picture);
    }

    [Fact]
    public void The_printed_figure_stands_only_where_the_same_net_was_trained_as_long_on_the_same_data()
    {
        const string Printed = "printed in the chapter for altogether: 81.17%";
        Assert.Single(XDocument.Parse(ChapterOverview.Picture(Chapter(FashionMnist.Name))).Texts(), Printed);
        Assert.DoesNotContain(Printed, ChapterOverview.Picture(Chapter(Garments.Name)), StringComparison.Ordinal);
        var shorter = Chapter(FashionMnist.Name);
        shorter = shorter with { Experiments = [.. shorter.Experiments.Select(run => run with { Spec = run.Spec with { Epochs = 1 } })] };
        Assert.DoesNotContain(Printed, ChapterOverview.Picture(shorter), StringComparison.Ordinal);
        Assert.DoesNotContain(Printed, ChapterOverview.Picture(shorter with { Experiments = [.. shorter.Experiments.Where(run => run.Protocol == Protocol.Sound)] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chapter", new[] { "Q4=off" }, null, "Protocol chapter: trained as the chapter's code does, but with Q4 switched off")]
    [InlineData("chapter", new[] { "Q4=off", "Q1=on" }, 1, "Protocol chapter: trained as the chapter's code does, but with Q4 switched off, with Q1 switched on and for 1 epoch")]
    [InlineData("chapter", new string[0], 1, "Protocol chapter: trained as the chapter's code does, but for 1 epoch")]
    [InlineData("chapter", new string[0], 5, "Protocol chapter: trained as the chapter's code does, but for 5 epochs")]
    [InlineData("chapter", new string[0], null, "Protocol chapter: trained as the chapter's code does")]
    [InlineData("literal", new[] { "Q5=off", "Q4=off" }, null, "Protocol literal: trained as the chapter's code does, with its wasted work too, but with Q4 and Q5 switched off")]
    [InlineData("sound", new[] { "Q4=on" }, null, "Protocol sound: trained by sound practice, but with Q4 switched on")]
    [InlineData("sound", new[] { "Q20=on" }, null, "Protocol sound: trained by sound practice, but with Q20 switched on")]
    [InlineData("sound", new[] { "Q4=off" }, 5, "Protocol sound: trained by sound practice")]
    public void A_heading_says_in_what_the_training_differs_from_its_protocol(string protocol, string[] switches, int? epochs, string heading)
    {
        var requests = ChapterPlan.Expand(Names, [Enum.Parse<Protocol>(protocol, ignoreCase: true)], switches, 10, seed: 1, epochs);
        var chapter = Chapter(FashionMnist.Name);
        chapter = chapter with
        {
            Experiments = [.. requests.Select(request => one.Record with
            {
                Protocol = request.Protocol, Experiment = request.Name, Quirks = request.Quirks, Spec = request.Spec, Epochs = request.Spec.Epochs,
                Dataset = FashionMnist.Name, DatasetOrigin = DatasetOrigin.Published,
            })],
        };
        var picture = XDocument.Parse(ChapterOverview.Picture(chapter));
        var panel = string.Join(' ', Assert.Single(picture.Groups("tp-panel")).Texts());
        Assert.StartsWith(heading, panel, StringComparison.Ordinal);
        Assert.Equal(heading.Contains(", but ", StringComparison.Ordinal), panel.Contains(", but ", StringComparison.Ordinal));
        Assert.Equal(protocol == "chapter" && switches.Length == 0 && epochs != 1, panel.Contains("printed in the chapter", StringComparison.Ordinal));
        SvgReading.AssertTextsAreApart(picture);

        // Five epochs are altogether's own.
        var altogether = chapter.Experiments.Where(run => run.Experiment == "altogether").ToList();
        Assert.Equal(heading.Contains(", but ", StringComparison.Ordinal) && epochs != 5, ChapterOverview.DepartsFromProtocol(altogether));
    }

    [Fact]
    public void Of_nets_that_guess_equally_well_none_is_left_out()
    {
        Assert.Equal(
            "Protocol sound, one seed (1): dropout and l2 guessed the fewest of 10,000 test images wrong, 1,000 each (90.00% right); the baseline without regularization guessed 1,900 wrong (81.00% right).",
            ChapterOverview.Sentences(Equal(1, "dropout", "l2"))[^1]);
        Assert.EndsWith(
            "dropout and l2 guessed the fewest of 10,000 test images wrong on average, 1,000 each (90.00% right); the baseline without regularization guessed 1,919 wrong (80.81% right), and more than dropout with 3 of 3 and more than l2 with 3 of 3 seeds.",
            ChapterOverview.Sentences(Equal(3, "dropout", "l2"))[^1], StringComparison.Ordinal);
        Assert.EndsWith(
            "baseline and l2 guessed the fewest of 10,000 test images wrong, 1,000 each (90.00% right): no other net guessed better than the baseline.",
            ChapterOverview.Sentences(Equal(1, "baseline", "l2"))[^1], StringComparison.Ordinal);
        Assert.EndsWith(
            "baseline, dropout, l2, batchnorm and altogether guessed equally many of 10,000 test images wrong, 1,000 each (90.00% right).",
            ChapterOverview.Sentences(Equal(1, Names))[^1], StringComparison.Ordinal);

        ChapterRecord Equal(int seeds, params string[] names)
        {
            var chapter = Chapter(Garments.Name, seeds);
            return chapter with { Experiments = [.. chapter.Experiments.Select(run => names.Contains(run.Experiment) ? run with { Wrong = 1000, TestScore = 90 } : run)] };
        }
    }

    [Theory]
    [InlineData(1, "One seed proves nothing: with another the net may guess better or worse.")]
    [InlineData(2, "Two seeds are too few even for an interval.")]
    [InlineData(3, "The interval is of the net's mean over seeds; a single training may lie outside it.")]
    public void Of_a_single_net_nothing_is_said_that_needs_several(int seeds, string caution)
    {
        var chapter = Chapter(Garments.Name, seeds);
        var alone = chapter with { Experiments = [.. chapter.Experiments.Where(run => run is { Protocol: Protocol.Sound, Experiment: "altogether" })] };
        var text = ChapterOverview.Cautions(alone);
        Assert.StartsWith($"{caution} The net was tested on 10,000 images; on other 10,000 of the kind its accuracy would be off by up to about 0.7 points", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nets", ChapterOverview.Picture(alone) + text, StringComparison.Ordinal);
        Assert.DoesNotContain("temper compare", text, StringComparison.Ordinal);
        Assert.Contains("How well does altogether guess?", ChapterOverview.Picture(alone), StringComparison.Ordinal);

        // One experiment under two protocols are two nets, which can be compared.
        var two = chapter with { Experiments = [.. chapter.Experiments.Where(run => run.Experiment == "altogether")] };
        Assert.Contains("All nets were tested on the same 10,000 images", ChapterOverview.Cautions(two), StringComparison.Ordinal);
        Assert.Contains("How well does altogether guess?", ChapterOverview.Picture(two), StringComparison.Ordinal);
        Assert.Contains("Which net guesses best?", ChapterOverview.Picture(chapter), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_for_each_protocol_says_which_net_guessed_best_and_beside_the_baseline()
    {
        Assert.Equal(
            [
                "Protocol chapter, one seed (1): altogether guessed the fewest of 10,000 test images wrong, 1,600 (84.00% right); the baseline without regularization guessed 2,000 wrong (80.00% right)."
                    + " Not all of these nets were trained equally long, so this is not regularization alone.",
                "Protocol sound, one seed (1): altogether guessed the fewest of 10,000 test images wrong, 1,500 (85.00% right); the baseline without regularization guessed 1,900 wrong (81.00% right).",
            ],
            ChapterOverview.Sentences(Chapter(Garments.Name)));
        Assert.Contains(", and more than altogether with 3 of 3 seeds.", ChapterOverview.Sentences(Chapter(Garments.Name, seeds: 3))[1], StringComparison.Ordinal);

        var worse = Chapter(Garments.Name);
        worse = worse with { Experiments = [.. worse.Experiments.Select(run => run.Experiment == "baseline" ? run with { Wrong = 1, TestScore = 99.99 } : run)] };
        Assert.All(ChapterOverview.Sentences(worse), sentence => Assert.Contains("no other net guessed better than the baseline", sentence, StringComparison.Ordinal));
        var alone = worse with { Experiments = [worse.Experiments[^1]] };
        Assert.Equal(["Protocol sound, one seed (1): altogether guessed 1,500 of 10,000 test images wrong (85.00% right)."], ChapterOverview.Sentences(alone));
    }

    [Fact]
    public void Beside_the_picture_stands_what_it_cannot_show()
    {
        var text = ChapterOverview.Cautions(Chapter(Garments.Name));
        Assert.StartsWith("In protocol chapter dropout, l2 and batchnorm trained for 1 epoch and baseline and altogether trained for 5 epochs: ", text, StringComparison.Ordinal);
        Assert.Contains("One seed proves nothing", text, StringComparison.Ordinal);
        Assert.Contains("The protocols differ in several ways at once", text, StringComparison.Ordinal);
        Assert.Contains("each accuracy would be off by up to about 0.7 points (95%)", text, StringComparison.Ordinal);
        var sound = Chapter(Garments.Name, seeds: 3);
        text = ChapterOverview.Cautions(sound with { Experiments = [.. sound.Experiments.Where(run => run.Protocol == Protocol.Sound)] });
        Assert.DoesNotContain("epoch", text, StringComparison.Ordinal);
        Assert.DoesNotContain("One seed", text, StringComparison.Ordinal);
        Assert.Contains("temper compare tests differences", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_overlap_nothing_and_break_after_their_plus_signs()
    {
        var names = new[] { "label-smoothing=0.1+dropout=0.5+l2=0.0001+batchnorm", new string('W', 90), "b" };
        var picture = XDocument.Parse(ExperimentsFigure.Render(new ExperimentsFigureData(string.Join(' ', names), string.Join(' ', names),
            [new ExperimentsFigureData.Group(string.Join(' ', names), [.. names.Select(name => new ExperimentsFigureData.Row(name, name, [80.0, 90.0], 85, 20, 150, "1,500 wrong"))], 0, (81.17, "printed: 81.17%"))])));
        SvgReading.AssertTextsAreApart(picture);
        Assert.True(picture.Root!.Number("width") <= 560);
        Assert.Equal(["a=0.1+", "batchnorm"], TextFit.Wrap("a=0.1+batchnorm", 80, 13));
    }

    [Fact]
    public async Task The_page_opens_with_the_answer_and_the_picture_and_tables_come_after_pictures()
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);
        (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--protocol", "sound", "--threads", "1", "--out", "there", "-q")).Returned(0);
        var page = await File.ReadAllTextAsync(temper.Folder.Sub("there", "report.html"), TestContext.Current.CancellationToken);
        var opening = await File.ReadAllTextAsync(temper.Folder.Sub("there", "experiments.svg"), TestContext.Current.CancellationToken);
        Assert.Contains("Which net guesses best?", opening, StringComparison.Ordinal);
        Assert.True(page.IndexOf("class=\"result\"", StringComparison.Ordinal) < page.IndexOf("Which net guesses best?", StringComparison.Ordinal));
        Assert.True(page.IndexOf("Which net guesses best?", StringComparison.Ordinal) < page.IndexOf("<h2>", StringComparison.Ordinal));
        foreach (var section in page.Split("<section ").Skip(2))
        {
            Assert.InRange(section.IndexOf("<table>", StringComparison.Ordinal), section.LastIndexOf("</svg>", StringComparison.Ordinal), int.MaxValue);
        }

        // Only L2 has a penalty, and only a few measure training accuracy again.
        var baseline = page.Split("<section ")[2];
        Assert.DoesNotContain("Penalty", Regex.Replace(baseline, "<svg.*?</svg>", "", RegexOptions.Singleline), StringComparison.Ordinal);
        Assert.DoesNotMatch("<t[dh][^>]*>-</t[dh]>", page);
    }

    [Fact]
    public void Names_on_a_page_break_after_their_plus_signs_and_commands_stay_as_they_are()
    {
        const string Name = "dropout=0.1+batchnorm";
        var page = HtmlReport.Render(new HtmlReportData(Name, [Name], [new ReportSection(Name) { Tables = [new ReportTable("", [new("Arm")], [[Name], ["1e+5"]])] }], new ReportFooter("Temper", null, $"temper compare {Name}")));
        Assert.Equal(4, Regex.Count(page, "dropout=0.1\\+<wbr>batchnorm"));
        Assert.Contains($"<title>{Name}</title>", page, StringComparison.Ordinal);
        Assert.Contains($"<code>temper compare {Name}</code>", page, StringComparison.Ordinal);
        Assert.Contains("1e+5", page, StringComparison.Ordinal);
    }

    private ChapterRecord Chapter(string dataset, int seeds = 1)
    {
        List<RunRecord> runs =
        [
            .. from protocol in new[] { Protocol.Chapter, Protocol.Sound }
               from name in Names
               from seed in Enumerable.Range(1, seeds)
               let wrong = 2000 - (100 * Array.IndexOf(Names, name)) - (protocol == Protocol.Sound ? 100 : 0) + (7 * (seed - 1) * seed)
               let epochs = protocol == Protocol.Sound || name is "baseline" or "altogether" ? 5 : 1
               select one.Record with
               {
                   Protocol = protocol, Quirks = QuirkSet.Of(protocol).On, Experiment = name, Seed = (ulong)seed, Dataset = dataset, DatasetOrigin = dataset == Garments.Name ? DatasetOrigin.BuiltIn : DatasetOrigin.Published, TestRows = 10_000, Wrong = wrong, TestScore = (10_000 - wrong) / 100.0,
                   Epochs = epochs, Spec = one.Record.Spec with { Epochs = epochs, Seed = (ulong)seed },
               },
        ];
        return new ChapterRecord
        {
            Id = "0", Dataset = dataset, DatasetHash = "0", DatasetOrigin = runs[0].DatasetOrigin, WhyBuiltIn = null, Seconds = 1, Experiments = runs,
            Summary = [.. runs.GroupBy(run => (run.Protocol, run.Experiment)).Select(group => SeedSummary.Of([.. group]))],
        };
    }

    /// <summary>The record of one small training, to be varied.</summary>
    public sealed class OneRun : IAsyncLifetime
    {
        internal RunRecord Record { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            using var temper = new CliRunner();
            SmallImages.WriteTo(temper.Folder);
            (await temper.RunAsync("train", "--data", "small", "--epochs", "1", "--hidden", "4", "--out", "run", "-q")).Returned(0);
            Record = RecordJson.ReadRun(temper.Folder.Sub("run", "record.json"));
        }

        public ValueTask DisposeAsync() => default;
    }
}
