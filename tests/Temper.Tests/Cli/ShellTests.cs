using System.Diagnostics;
using System.Text;
using Temper.Cli.Output;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What <see cref="Shell"/> quotes, a shell reads as one word, the same.</summary>
public sealed class ShellTests
{
    private static readonly string[] Words =
    [
        "", " ", "plain", "two words", "two  blanks", "a'b", "''", "'", "\"", "a\"b", "$(touch HIT)", "`touch HIT`", "$HOME", "${HOME}", "!", "a!b!!", "*", "?", "[a]", "{a,b}",
        "~", "~root", "a~", "-x", "--", "--name", "=ls", "a=b", "#no comment", "a#b", "a;b", "a&b", "a|b", "a>b", "<b", "(a)", "a\\b", "\\", "\\\\", "end\\", "%d %s", "100%",
        "a\nb", "a\n", "\n", "a\n\n\nb\n\n", "a\tb", "\u0001\u001b[31mred\u001b[0m", "bell\u0007 and 'quote' and \"$(x)\" and !", "a\rb", "\u007f", "\u0085",
        "Ärmel", "シャツ", "👕 shirt", "e\u0301", "a\u202eb", "zero\u200bwidth", "line\u2028end", "“quotes”", "‘single’", "/a b/c$d", "-\u0001", "'\u0001'", "x $(touch HIT)",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Words,
        .. Enumerable.Range(1, 127).SelectMany(c => new[] { $"{(char)c}", $"a{(char)c}b", $"{(char)c}x", $"x{(char)c}", $"{(char)c}{(char)c}\u0002" }),
        .. Mixed(300),
    ];

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("ksh")]
    public async Task A_shell_reads_each_word_as_it_is(string shell)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            Assert.Skip("POSIX shells only.");
        }

        Assert.SkipUnless(IsThere(shell), $"there is no {shell} here.");
        Assert.Equal(All, await WordsOf(shell, string.Join(' ', All.Select(word => Shell.Quote(word, isWindows: false)))));
    }

    [Theory]
    [InlineData("--name", "plain", "--name plain")]
    [InlineData("--name", "two words", "--name 'two words'")]
    [InlineData("--name", "-x", "--name=-x")]
    [InlineData("--name", "--a b", "'--name=--a b'")]
    [InlineData("--name", "", "--name ''")]
    public void A_value_that_begins_with_a_dash_stands_behind_an_equals_sign(string option, string value, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the quotes of POSIX.");
        Assert.Equal(expected, Shell.Option(option, value));
    }

    [Theory]
    [InlineData(@"C:\data\run-1", @"C:\data\run-1")]
    [InlineData(@"C:\my data", "\"C:\\my data\"")]
    [InlineData(@"C:\my data\", "\"C:\\my data\\\\\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("", "\"\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("$(touch HIT)", "'$(touch HIT)'")]
    [InlineData("100%", "'100%'")]
    [InlineData("a\"b'c", "'a\"b''c'")]
    public void Windows_has_double_quotes_where_both_of_its_shells_read_them(string word, string expected) =>
        Assert.Equal(expected, Shell.Quote(word, isWindows: true));

    [Fact]
    public void A_quoted_word_is_one_line_without_invisible_signs_but_for_line_ends_at_its_end() =>
        Assert.All(All.Where(word => !word.EndsWith('\n')), word => Assert.DoesNotContain(Shell.Quote(word, isWindows: false), c => char.IsControl(c) || c is '\u202e' or '\u200b' or '\u2028'));

    [Fact]
    public async Task A_folded_command_is_the_same_command()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows(), "POSIX shells only.");
        var words = All.Where(word => !word.Contains('\n')).ToList();
        foreach (var columns in new[] { 40, 60, 80, 120 })
        {
            var lines = TextFold.Command(string.Join(' ', words.Select(word => Shell.Quote(word, isWindows: false)).Prepend("temper")), columns);
            Assert.Equal(words.Prepend("temper"), await WordsOf("sh", string.Join('\n', lines)));
        }
    }

    [Fact]
    public void A_command_that_was_quoted_on_any_system_is_read_again()
    {
        foreach (var isWindows in new[] { false, true })
        {
            string[] words = ["temper", "compare", .. isWindows ? All.Where(word => !word.Contains('\0', StringComparison.Ordinal)) : All];
            var command = string.Join(' ', words.Select(word => Shell.Quote(word, isWindows)));
            Assert.Equal(words, Shell.Words(command));
            Assert.Equal(string.Join(' ', words.Select(Shell.Quote)), Shell.Again(command));
            Assert.All(words, word => Assert.Equal([word], Shell.Words(Shell.Quote(word, isWindows))!));
        }
    }

    [Theory]
    [InlineData("temper compare baseline l2; touch HIT")]
    [InlineData("temper compare baseline l2 & calc")]
    [InlineData("temper compare baseline l2\ntouch HIT")]
    [InlineData("temper compare $(touch HIT)")]
    [InlineData("temper compare `touch HIT`")]
    [InlineData("temper compare \"$(touch HIT)\"")]
    [InlineData("temper compare \"$(printf 'a'; touch HIT)\"")]
    [InlineData("temper compare \"$(printf 'a' $(touch HIT) '')\"")]
    [InlineData("temper compare \"$(printf '%s\\040')\"")]
    [InlineData("temper compare 'a'$(touch HIT)'b'")]
    [InlineData("temper compare 'a")]
    [InlineData("temper compare ~root")]
    [InlineData("temper compare *")]
    [InlineData("temper compare a > b")]
    [InlineData("temper compare  two-blanks")]
    [InlineData("temper runs delete latest")]
    [InlineData("temper")]
    [InlineData("curl -o x http://e.example")]
    [InlineData("X=1 temper compare a")]
    [InlineData("")]
    public void Any_other_text_is_no_command(string text) => Assert.Null(Shell.Again(text));

    [Fact]
    public async Task What_is_read_again_runs_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX shells only.");
        var random = new Random(5);
        string[] parts = ["'", "\"", "\\", "$(", ")", "`", " ", "printf '", "a", "\n", ";", "\\044", "''", "'\\''", "\"$(printf '", "')\"", "\u2019"];
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = "temper train " + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            if (Shell.Again(text) is { } command && command.Length > 0 && read++ < 40)
            {
                Assert.Equal(Shell.Words(text), await WordsOf("sh", command));
            }
        }

        Assert.InRange(read, 40, 20_000);
    }

    /// <summary>The words of a command as a shell reads it. It runs nothing.</summary>
    internal static async Task<IReadOnlyList<string>> WordsOf(string shell, string command)
    {
        var start = new ProcessStartInfo(shell)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync($"printf '%s\\0' {command.TrimStart()}\n");
        process.StandardInput.Close();
        var text = await reading;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return text.Split('\0')[..^1];
    }

    private static bool IsThere(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, shell)));

    private static IEnumerable<string> Mixed(int count)
    {
        const string Signs = "abc xyz019'\"\\$`!*?~-=#;&|<>(){}[]%@^,.:/+_\n\t\u0001\u001béü服👗\u0301\u200d";
        var runes = Signs.EnumerateRunes().ToArray();
        var random = new Random(17);
        return Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => runes[random.Next(runes.Length)])));
    }
}
