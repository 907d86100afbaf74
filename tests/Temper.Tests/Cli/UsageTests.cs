using System.CommandLine;
using System.Globalization;
using Temper.Cli;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What is typed wrong ends with exit code 2 and one line, whatever the command; what a file says wrong ends with 3.</summary>
public sealed class UsageTests
{
    /// <summary>Options whose names may be anything: what a run is called, and what data are called.</summary>
    private static readonly string[] FreeNames = ["--name", "--trained-on", "--class", "--tag"];

    public static TheoryData<string, string> Options =>
        new(CommandTree.Leaves().SelectMany(leaf => leaf.Command.Options.Where(option => option.ValueType != typeof(bool)).Select(option => (leaf.Path, option.Name))));

    /// <summary>Codes and meanings, as --help prints them and as the documentation does.</summary>
    [Fact]
    public void Exit_codes_mean_the_same_in_the_help_and_in_the_documentation()
    {
        var constants = typeof(ExitCodes).GetFields().Select(field => field.GetValue(null)).OfType<int>().Order().ToList();
        var printed = ExitCodes.Help.ReplaceLineEndings("\n").Split('\n')[1..].Select(line => line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        var page = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "command-line.md"));
        var written = page
            .SkipWhile(line => line != "| code | meaning |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Replace("`", "", StringComparison.Ordinal).Trim('|').Split('|', StringSplitOptions.TrimEntries));

        Assert.Equal(constants, printed.Select(line => int.Parse(line[0], CultureInfo.InvariantCulture)));
        Assert.Equal(printed, written);
        Assert.True(constants.Count >= 10);
        Assert.Contains(page, line => line.Contains(Faults.TraceVariable, StringComparison.Ordinal));
    }

    public static TheoryData<string> Commands => new(CommandTree.Leaves().Select(leaf => leaf.Path));

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Every_option_refuses_what_nobody_can_have_meant(string path, string name)
    {
        using var temper = new CliRunner();
        var command = CommandTree.Find(path);
        var option = command.Options.Single(option => option.Name == name);
        var call = CommandTree.Call(path, command, without: name);
        var isText = option.ValueType == typeof(string) || option.ValueType == typeof(string[]);
        List<string> wrong = ["--bogus"];
        if (name != "--hidden")
        {
            wrong.Add("");
        }

        if (isText && (option.HelpName is "NAME" or "all|weights" or "Qn=on|off" or "NAME=VALUE" or "R|auto" or "HxW" or "MIN,MAX" or "F,F,...") && !FreeNames.Contains(name))
        {
            wrong.Add("bogus");
        }

        if (!isText)
        {
            wrong.AddRange(["-1", "bogus", "1e999", "NaN"]);
        }

        foreach (var value in wrong)
        {
            (await temper.RunAsync([.. call, name, value])).Returned(2).IsOneError();
        }

        Assert.Empty(temper.Folder.Files());
        Assert.Empty(temper.Mirror.Asked);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_argument_refuses_an_empty_name_and_an_option_that_there_is_not(string path)
    {
        using var temper = new CliRunner();
        var command = CommandTree.Find(path);
        var call = CommandTree.Call(path, command);
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            var at = path.Split(' ').Length + i;
            (await temper.RunAsync([.. call[..at], "", .. call[(at + 1)..]])).Returned(2).IsOneError($"{command.Arguments[i].Name} is empty", $"See temper {path} --help.");
        }

        (await temper.RunAsync([.. call, "--bogus"])).Returned(2).IsOneError("There is no option '--bogus'", $"See temper {path} --help.");
        (await temper.RunAsync([.. call, "--jsn"])).Returned(2).IsOneError("There is no option '--jsn'");
    }

    [Theory]
    [InlineData("\"optimizer\":{\"name\":\"Adam\",\"learningRate\":-1}", "Adam", "--lr -1")]
    [InlineData("\"epochs\":0", "epoch", "--epochs 0")]
    [InlineData("\"batchSize\":0", "batch", "--batch-size 0")]
    [InlineData("\"validFraction\":1", "valid", "--valid 1")]
    [InlineData("\"regularizers\":[{\"name\":\"label-smoothing\",\"share\":2}]", "label-smoothing", "--with label-smoothing=2")]
    [InlineData("\"optimizer\":{\"name\":\"bogus\"}", "\"bogus\"", "--optimizer bogus")]
    [InlineData("\"schedule\":{\"name\":\"bogus\"}", "\"bogus\"", "--schedule bogus")]
    [InlineData("\"optimizer\":{\"name\":\"SGD\",\"learningRate\":0.1,\"nesterov\":true}", "SGD", "--optimizer SGD --lr 0.1 --opt nesterov=true")]
    public async Task The_same_mistake_is_2_when_it_is_typed_and_3_in_a_spec_file(string field, string part, string options)
    {
        using var temper = new CliRunner();
        File.WriteAllText(temper.Folder.Sub("wrong.json"), $"{{\"layers\":[{{\"type\":\"Linear\",\"outFeatures\":10}}],{field}}}");
        File.WriteAllText(temper.Folder.Sub("sound.json"), "{\"layers\":[{\"type\":\"Linear\",\"outFeatures\":10}]}");

        (await temper.RunAsync(["train", "--print-spec", .. options.Split(' ')])).Returned(2).IsOneError(part);
        (await temper.RunAsync(["train", "--print-spec", "--spec", "sound.json", .. options.Split(' ')])).Returned(2).IsOneError(part);
        (await temper.RunAsync("train", "--print-spec", "--spec", "wrong.json")).Returned(3).IsOneError("wrong.json", part);
        (await temper.RunAsync("compare", "baseline", "wrong.json")).Returned(3).IsOneError("wrong.json", part);
    }

    [Fact]
    public async Task A_layer_that_cannot_be_is_2_when_it_is_typed_and_3_in_a_spec_file()
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);
        File.WriteAllText(temper.Folder.Sub("wrong.json"), "{\"layers\":[{\"type\":\"Dropout\",\"p\":2},{\"type\":\"Linear\",\"outFeatures\":10}]}");
        (await temper.RunAsync("train", "--data", "small", "--hidden", "4", "--dropout", "2")).Returned(2).IsOneError("--dropout", "probability from 0 to 1", "received 2");
        (await temper.RunAsync("train", "--data", "small", "--spec", "wrong.json", "-q")).Returned(3).IsOneError("probability from 0 to 1");
        (await temper.RunAsync("import", "s", "--out", "o", "--hidden", "5", "--classes", "a,b", "--dropout", "2")).Returned(2).IsOneError("--dropout");
    }

    [Theory]
    [InlineData("trian", "There is no command 'trian'; did you mean train?")]
    [InlineData("version", "did you mean --version?")]
    [InlineData("compair a b", "did you mean compare?")]
    [InlineData("data lsit", "There is no command 'lsit'; did you mean list?")]
    [InlineData("runs dif", "did you mean diff?")]
    [InlineData("help trian", "There is no command 'trian'; did you mean train?")]
    [InlineData("help bogus", "There is no command 'bogus'. See temper --help.")]
    [InlineData("bogus --help", "There is no command 'bogus'")]
    [InlineData("data help bogus", "There is no command 'bogus'. See temper data --help.")]
    [InlineData("train --epohcs 3", "There is no option '--epohcs'; did you mean --epochs?")]
    [InlineData("train --epohcs=3", "did you mean --epochs?")]
    [InlineData("train --learning-rate 1", "did you mean --lr?")]
    [InlineData("train --batch_size 1", "did you mean --batch-size?")]
    [InlineData("predict m i --tpo 3", "There is no option '--tpo'; did you mean --top?")]
    [InlineData("compare baseline l2 --sedes 5", "There is no option '--sedes'; did you mean --seeds?")]
    [InlineData("data list extra", "temper data list takes no argument 'extra'")]
    [InlineData("compare baseline droput", "did you mean dropout?")]
    [InlineData("compare baseline batch-norm", "did you mean batchnorm?")]
    [InlineData("factorial --factors labelsmoothing=.1,l2", "did you mean label-smoothing?")]
    [InlineData("compare baseline,l2=.1", "write baseline l2=.1.")]
    [InlineData("chapter --experiment altogehter", "did you mean altogether?")]
    [InlineData("chapter --protocol sond", "did you mean sound?")]
    [InlineData("chapter --quirk Q14x=on", "did you mean Q14?")]
    [InlineData("train --optimizer Adm", "did you mean Adam?")]
    [InlineData("train --schedule cosin", "did you mean cosine?")]
    [InlineData("train --opt amsgard=true", "did you mean amsgrad?")]
    [InlineData("train --decay-scope weight", "did you mean weights?")]
    [InlineData("train --with early-stoping=2", "did you mean early-stopping?")]
    [InlineData("train --device gup", "did you mean gpu?")]
    [InlineData("train --device gpu --precision tf23", "did you mean tf32?")]
    [InlineData("bench --instruction-set avx21", "did you mean avx2?")]
    [InlineData("bench --scaling --sweep widht", "did you mean width?")]
    public async Task A_mistyped_name_gets_the_one_that_was_meant(string call, string part)
    {
        using var temper = new CliRunner();
        (await temper.RunAsync(call.Split(' '))).Returned(2).IsOneError(part);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help train", "train --help")]
    [InlineData("help data show", "data show --help")]
    [InlineData("data help", "data --help")]
    [InlineData("data help show", "data show --help")]
    [InlineData("help help", "--help")]
    [InlineData("", "--help")]
    [InlineData("runs", "runs --help")]
    [InlineData("-v", "--version")]
    [InlineData("-h", "--help")]
    public async Task Help_and_version_can_be_asked_for_in_other_words(string call, string usual)
    {
        using var temper = new CliRunner();
        var expected = (await temper.RunAsync(usual.Split(' '))).Returned(0).Out;
        var received = (await temper.RunAsync(call.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Returned(0);
        Assert.Equal(expected, received.Out);
        Assert.Equal("", received.Error);
    }

    [Fact]
    public async Task A_name_that_begins_with_a_dash_or_an_at_sign_can_be_given()
    {
        using var temper = new CliRunner();
        TinyModels.Save(temper, TinyModels.SideTeller());
        foreach (var name in new[] { "--weird.png", "@2x.png" })
        {
            temper.Folder.Write(name, TestPictures.Png(TestPictures.Block(left: true), 8, 8));
            Assert.Contains(name, (await temper.RunAsync("predict", "run", $"./{name}")).Returned(0).Out, StringComparison.Ordinal);
        }

        Assert.Contains("--weird.png", (await temper.RunAsync("predict", "run", "--", "--weird.png")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("@2x.png", (await temper.RunAsync("predict", "run", "@2x.png")).Returned(0).Out, StringComparison.Ordinal);
    }
}
