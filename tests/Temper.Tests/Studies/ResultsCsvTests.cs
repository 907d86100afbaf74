using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>A table of results holds what it takes to train a row again.</summary>
public sealed class ResultsCsvTests : IDisposable
{
    private readonly SmallStudy small = new();

    public void Dispose() => small.Dispose();

    [Fact]
    public void Every_row_is_the_training_that_it_came_from()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "dropout=0.3+batchnorm+Q4=on", "lr=1e30"), 6);
        var csv = ResultsCsv.Write(record, new ChapterSubject());
        Assert.Equal(1 + record.Runs.Count, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var run in record.Runs)
        {
            var row = ResultsCsv.Find(csv, run.Id, "table");
            var arm = record.Plan.Arms.Single(one => one.Name == run.Arm);
            Assert.Equal(Temper.Training.SpecJson.Write(arm.Request(run.Seed).Spec), Temper.Training.SpecJson.Write(row.Request(SmallStudy.Dataset.Outputs, new ChapterSubject()).Spec));
            Assert.Equal(run.WeightsHash, row.WeightsHash);
        }
    }

    [Fact]
    public void An_arm_that_its_definition_does_not_make_has_its_spec_once_for_all_its_rows()
    {
        var plan = SmallStudy.Plan("baseline", "l2", "batchnorm");
        plan = plan with
        {
            Arms =
            [
                plan.Arms[0],
                plan.Arms[1] with { Name = "l2 on few images", Spec = plan.Arms[1].Spec with { TrainRows = 256 } },
                plan.Arms[2] with { Definition = "nets/mine.json", Protocol = Protocol.Own },
            ],
            Contrasts = [],
        };
        var record = small.Run(plan with { Contrasts = [Contrast.Pair(plan.Arms, 1, 0), Contrast.Pair(plan.Arms, 2, 0)] }, 6);
        var csv = ResultsCsv.Write(record, new ChapterSubject());
        Assert.Equal(2, csv.Split("\"{\"").Length - 1);
        Assert.Equal(10, csv.Split(",as ").Length - 1);
        foreach (var run in record.Runs)
        {
            var arm = record.Plan.Arms.Single(one => one.Name == run.Arm);
            Assert.Equal(Temper.Training.SpecJson.Write(arm.Request(run.Seed).Spec), Temper.Training.SpecJson.Write(ResultsCsv.Find(csv, run.Id, "table").Request(SmallStudy.Dataset.Outputs, new ChapterSubject()).Spec));
        }

        var first = record.Runs.First(run => run.Arm == "l2 on few images");
        var without = string.Join('\n', csv.Split('\n').Where(line => !line.Contains($",{first.Id},", StringComparison.Ordinal)));
        var second = record.Runs.Where(run => run.Arm == "l2 on few images").ElementAt(1);
        Assert.Contains($"has the spec of run {first.Id}, which is not there", Assert.Throws<SpecException>(() => ResultsCsv.Find(without, second.Id, "x.csv")).Message, StringComparison.Ordinal);
    }

    /// <summary>Spreadsheets run formulas; a row stays what it is.</summary>
    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(1)")]
    [InlineData("'=1")]
    [InlineData("'plain")]
    public void No_cell_begins_as_a_formula(string name)
    {
        var plan = SmallStudy.Plan("baseline", "l2");
        plan = plan with { Arms = [plan.Arms[0], plan.Arms[1] with { Name = "theirs", Definition = $"{name}.json", Protocol = Protocol.Own }] };
        var record = small.Run(plan with { Contrasts = [Contrast.Pair(plan.Arms, 1, 0)] }, 6);
        var csv = ResultsCsv.Write(record, new ChapterSubject());
        Assert.DoesNotMatch("(^|,)\"?[-=+@]", csv);
        var run = record.Runs.First(run => run.Arm == "theirs");
        Assert.Equal($"{name}.json", ResultsCsv.Find(csv, run.Id, "table").Arm);
    }

    [Theory]
    [InlineData("", "received nothing")]
    [InlineData("a,b\n", "received \"a,b\"")]
    public void Another_file_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<SpecException>(() => ResultsCsv.Find(text, "abc", "x.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_id_of_no_row_and_a_row_without_numbers_are_refused()
    {
        var csv = ResultsCsv.Write(small.Run(SmallStudy.Plan("baseline", "l2"), 6), new ChapterSubject());
        Assert.Contains("found 0", Assert.Throws<SpecException>(() => ResultsCsv.Find(csv, "zzz", "x.csv")).Message, StringComparison.Ordinal);
        var header = csv[..csv.IndexOf('\n', StringComparison.Ordinal)];
        Assert.Contains("a learning rate and a seed", Assert.Throws<SpecException>(() => ResultsCsv.Find($"{header}\ns,abc,l2,sound,,5,fast,1,,,,,\n", "abc", "x.csv")).Message, StringComparison.Ordinal);
        var file = ResultsCsv.Find($"{header}\ns,abc,\"my, net.json\",sound,,5,0.1,1,,,,,\n", "abc", "x.csv");
        Assert.Contains("spec file my, net.json", Assert.Throws<SpecException>(() => file.Request(10, new ChapterSubject())).Message, StringComparison.Ordinal);
    }
}
