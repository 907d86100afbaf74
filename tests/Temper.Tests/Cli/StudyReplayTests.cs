using System.CommandLine;
using System.Text;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>The command that a study prints asks for the same study, whatever was asked for.</summary>
public sealed class StudyReplayTests
{
    // What only says where results go, or is repeated by other means: the arms, and the device's words.
    private static readonly string[] NotRepeated =
    [
        nameof(StudyRequest.Words), nameof(StudyRequest.Store), nameof(StudyRequest.Device), nameof(StudyRequest.DeviceWords),
        nameof(StudyRequest.Out), nameof(StudyRequest.Open), nameof(StudyRequest.IsMarkdown), nameof(StudyRequest.IsPlan),
    ];

    [Fact]
    public void Every_property_of_a_request_is_repeated()
    {
        var start = Parse("compare baseline dropout");
        using var folder = new TempFolder();
        var spec = new TrainSpec { Layers = [new Linear(3)] };
        folder.Write("base.json", Encoding.UTF8.GetBytes(SpecJson.Write(spec)));
        var settings = Away.Copies(new StudySettings(), _ => true, _ => []).Single();
        var copies = Away.Copies(
            start,
            request => request is StudyRequest asked && (asked.Base is null || (asked.Protocol == start.Protocol && asked.Switches.Count == 0)) && !(asked.PicksLearningRate && asked.LearningRate.HasValue) && (asked.IsSequential || asked.Settings == start.Settings),
            property => property.Name switch
            {
                nameof(StudyRequest.Settings) => [settings],
                nameof(StudyRequest.Base) => [new StudyBase(folder.Sub("base.json"), spec)],
                nameof(StudyRequest.MaxBytes) => [5_000_000_000],
                nameof(StudyRequest.GivenStore) => [Path.Combine(Path.GetTempPath(), "own.db")],
                _ => [],
            });
        var repeated = Away.Settable(typeof(StudyRequest)).Where(property => !NotRepeated.Contains(property.Name)).ToList();
        Assert.All(repeated, property => Assert.Contains(copies, copy => Away.Text(property.GetValue(copy)) != Away.Text(property.GetValue(start))));
        foreach (var copy in copies.Cast<StudyRequest>())
        {
            var again = Parse((copy with { DeviceWords = "" }).Replay()["temper ".Length..]);
            Assert.All(repeated, property => Assert.Equal($"{property.Name} {Away.Text(property.GetValue(copy))}", $"{property.Name} {Away.Text(property.GetValue(again))}"));
        }
    }

    private static StudyRequest Parse(string words)
    {
        var options = new StudyOptions(10);
        var arms = new Argument<string[]>("ARM") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("compare");
        command.Arguments.Add(arms);
        options.AddTo(command);
        var parsed = command.Parse(words.Split(' ')[1..]);
        Assert.Empty(parsed.Errors);
        using var window = new StringWriter();
        return options.Request(parsed, "compare baseline dropout", new Terminal(window, window, false, false, false, 100, _ => null, TimeProvider.System, Path.GetTempPath()));
    }
}
