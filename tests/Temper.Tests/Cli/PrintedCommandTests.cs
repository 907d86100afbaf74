using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Temper.Lab.Runs;
using Temper.Tests.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Commands that temper prints and stores, pasted into a shell in another folder.</summary>
public sealed partial class PrintedCommandTests : IDisposable
{
    private const string Hostile = "x $(touch HIT) `touch HIT` 'a' \"b\"  !~*-";

    private readonly CliRunner temper = new();

    public PrintedCommandTests()
    {
        SmallImages.WriteTo(temper.Folder);
        Directory.Move(temper.Folder.Sub("small"), temper.Folder.Sub(Hostile));
        Directory.CreateDirectory(temper.Folder.Sub("elsewhere"));
    }

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task A_training_is_repeated_by_the_command_on_its_page()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        foreach (var name in new[] { Hostile, "-q", "@words", "tab\tand \u001b[31m", "服 `a`" })
        {
            var folder = Path.Combine("runs", name.Trim('-', '@'));
            (await temper.RunAsync("train", "--data", Hostile, "--epochs", "1", "--hidden", "4", $"--name={name}", "--out", folder, "-q")).Returned(0);
            var run = RecordJson.ReadRun(temper.Folder.Sub(folder, "record.json"));
            var again = await Paste(Replay(await Page(folder)), "--out", "again", "-q");
            again.Returned(0);
            var repeated = RecordJson.ReadRun(temper.Folder.Sub("elsewhere", "again", "record.json"));
            Assert.Equal((run.Id, run.WeightsHash, name), (repeated.Id, repeated.WeightsHash, repeated.Experiment));
            Directory.Delete(temper.Folder.Sub("elsewhere", "again"), recursive: true);
        }

        Assert.DoesNotContain(temper.Folder.Files(), file => Path.GetFileName(file) == "HIT");
    }

    [Fact]
    public async Task An_interrupted_training_goes_on_by_the_command_in_the_warning_however_narrow_the_window()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        foreach (var width in new[] { 40, 4000 })
        {
            temper.WorkingFolder = null;
            temper.IsTerminal = true;
            temper.Width = width;
            var stopped = await temper.InterruptAsync("epoch 1/3", "train", "--data", Hostile, "--epochs", "3", "--hidden", "4", "--out", $"runs/{Hostile}");
            temper.IsTerminal = false;
            var start = stopped.Error.IndexOf("temper train ", StringComparison.Ordinal);
            (await Paste(stopped.Error[start..].Trim(), "-q")).Returned(0);
            Assert.True(File.Exists(temper.Folder.Sub("runs", Hostile, "record.json")));
            Directory.Delete(temper.Folder.Sub("runs", Hostile), recursive: true);
        }
    }

    [Fact]
    public async Task A_study_is_repeated_by_the_command_in_its_record_its_page_and_its_Markdown()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        var spec = (await temper.RunAsync("train", "--hidden", "3", "--epochs", "1", "--print-spec")).Returned(0).Out.Replace("\"outFeatures\": 10", "\"outFeatures\": 3", StringComparison.Ordinal);
        File.WriteAllText(temper.Folder.Sub("`a` $b.json"), spec);
        var study = (await temper.RunAsync(
            "compare", "baseline", "./`a` $b.json", "--data", Hostile, "--epochs", "1", "--seeds", "6", "--store", "my store.db", "--out", "there", "--json", "-q")).Returned(0).Json();
        var command = study.GetProperty("command").GetString()!;
        Assert.Equal(command, Replay(await Page("there")));
        var markdown = await File.ReadAllTextAsync(temper.Folder.Sub("there", "report.md"), TestContext.Current.CancellationToken);
        Assert.EndsWith($"```sh\n{command}\n```\n", markdown, StringComparison.Ordinal);

        var again = (await Paste(command, "--out", "again", "--json", "-q")).Returned(0).Json();
        Assert.Equal(study.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal(study.GetProperty("looks").GetRawText(), again.GetProperty("looks").GetRawText());
        Assert.False(File.Exists(temper.Folder.Sub("elsewhere", "my store.db")));

        temper.WorkingFolder = null;
        var run = study.GetProperty("runs")[0].GetProperty("id").GetString()!;
        var shown = (await temper.RunAsync("runs", "show", run, "--store", "my store.db")).Returned(0);
        (await Paste(shown.Lines().Single(line => line.StartsWith("Replay", StringComparison.Ordinal))["Replay".Length..].Trim(), "--data", temper.Folder.Sub(Hostile), "-q")).Returned(0);
        var wrong = await temper.RunAsync("runs", "show", study.GetProperty("id").GetString()!, "--store", "my store.db");
        (await Paste(Regex.Match(wrong.Error, "temper report .* (?=shows it)").Value.Trim(), "--out", "there", "-q")).Returned(0);
    }

    [Fact]
    public async Task The_chapter_is_repeated_by_the_commands_on_its_pages()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        (await temper.RunAsync("chapter", "--data", Hostile, "--epochs", "1", "--experiment", "baseline", "--quirk", "Q4=off", "--out", "there", "-q")).Returned(0);
        foreach (var page in new[] { "there", Path.Combine("there", "sound-baseline") })
        {
            (await Paste(Replay(await Page(page)), "--out", "again", "-q")).Returned(0);
            Assert.Equal(
                RecordJson.ReadRun(temper.Folder.Sub("there", "sound-baseline", "record.json")).WeightsHash,
                RecordJson.ReadRun(temper.Folder.Sub("elsewhere", "again", "sound-baseline", "record.json")).WeightsHash);
            Directory.Delete(temper.Folder.Sub("elsewhere", "again"), recursive: true);
            temper.WorkingFolder = null;
        }
    }

    /// <summary>A command in a store of somebody else is quoted anew, or it is text.</summary>
    [Theory]
    [InlineData("temper compare baseline l2; touch HIT")]
    [InlineData("temper compare $(touch HIT) --seeds 6")]
    [InlineData("temper compare baseline `touch HIT` --seeds 6 \"$(printf '\\141'; touch HIT)\"")]
    [InlineData("touch HIT")]
    [InlineData("temper compare ' --seeds 6 ' --seeds 6\ntouch HIT\n")]
    [InlineData("``` temper compare\n```\n\u001b]0;t\u0007 touch HIT")]
    public async Task A_command_of_somebody_else_is_not_made_to_be_pasted(string theirs)
    {
        SmallImages.WriteTo(temper.Folder, "elsewhere/data");
        (await temper.RunAsync("compare", "baseline", "l2", "--data", "elsewhere/data", "--epochs", "1", "--seeds", "6", "--store", "own.db", "--out", "there", "-q")).Returned(0);
        var text = theirs.Replace("'", "''", StringComparison.Ordinal);
        Forgery.RunSealed(temper.Folder.Sub("own.db"), $"UPDATE studies SET command = '{text}'; UPDATE looks SET result = json_set(result, '$.command', '{text}')");

        var report = (await temper.RunAsync("report", "latest", "--store", "own.db", "--out", "theirs", "--json")).Returned(0);
        Assert.Equal("", report.Json().GetProperty("command").GetString());
        Assert.DoesNotContain("HIT", report.Out, StringComparison.Ordinal);
        var page = await Page("theirs");
        Assert.Equal("", Replay(page));
        Assert.DoesNotContain("HIT", page, StringComparison.Ordinal);
        Assert.Contains("No command repeats the whole study", page, StringComparison.Ordinal);
        var markdown = await File.ReadAllTextAsync(temper.Folder.Sub("theirs", "report.md"), TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("```|HIT", markdown);
        Assert.DoesNotContain("HIT", (await temper.RunAsync("report", "latest", "--store", "own.db", "--out", "theirs")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Equal("", (await temper.RunAsync("runs", "list", "--studies", "--store", "own.db", "--json")).Returned(0).Json()[0].GetProperty("command").GetString());
    }

    [Fact]
    public async Task A_command_from_Windows_is_quoted_for_the_shell_here()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        const string Theirs = "temper compare baseline l2 --seeds 6 --store \"C:\\my data\\own.db\" --data 'C:\\$(touch HIT)\\it''s'";
        Assert.Equal("temper compare baseline l2 --seeds 6 --store 'C:\\my data\\own.db' --data 'C:\\$(touch HIT)\\it'\\''s'", Lab.Runs.Shell.Again(Theirs));
        Assert.Equal(
            ["temper", "compare", "baseline", "l2", "--seeds", "6", "--store", "C:\\my data\\own.db", "--data", "C:\\$(touch HIT)\\it's"],
            await ShellTests.WordsOf("sh", Lab.Runs.Shell.Again(Theirs)!));
    }

    /// <summary>Calls what a shell makes of a command, in another folder.</summary>
    private async Task<CliResult> Paste(string command, params string[] more)
    {
        var words = await ShellTests.WordsOf("sh", command);
        Assert.Equal("temper", words[0]);
        temper.WorkingFolder = temper.Folder.Sub("elsewhere");
        var result = await temper.RunAsync([.. words.Skip(1), .. more]);
        temper.WorkingFolder = null;
        return result;
    }

    private Task<string> Page(string folder) => File.ReadAllTextAsync(temper.Folder.Sub(folder, "report.html"), TestContext.Current.CancellationToken);

    /// <summary>The command in a page's footer, as a browser copies it.</summary>
    private static string Replay(string page) => WebUtility.HtmlDecode(FooterCommand().Match(page).Groups[1].Value);

    [GeneratedRegex("<p>Replay: <code>(.*?)</code></p>", RegexOptions.Singleline)]
    private static partial Regex FooterCommand();
}
