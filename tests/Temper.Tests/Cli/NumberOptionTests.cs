using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Temper.Cli;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Every option and argument of every command that is a number, or a text with numbers in it, in every culture.</summary>
public sealed partial class NumberOptionTests
{
    private static readonly string[] Wrong = ["0,01", "1,5", "1.000,5", "1,000", "NaN", "1e400", " 1", "1_0", "0x1", "１", ""];

    /// <summary>Texts with numbers, by command and option. Every one of <see cref="Texts"/> must be here.</summary>
    private static readonly (string Call, string Reason)[] Rows =
    [
        ("train --hidden 200,0,5", "received \"0\" in \"200,0,5\""),
        ("train --hidden 200,1.5", "received \"1.5\""),
        ("train --hidden 200,", "received \"\""),
        ("train --opt momentum=0,9 --optimizer SGD", "a point: 0.9"),
        ("train --opt betas=0,9,0,999", "a point: betas=0.9,0.999"),
        ("train --opt eps=NaN", "a finite number"),
        ("train --schedule step --schedule-opt gamma=0,5", "a point: 0.5"),
        ("train --schedule step --schedule-opt step_size=1.000,5", "a whole number has none"),
        ("train --with mixup=0,2", "a point: 0.2"),
        ("compare baseline dropout=0,1", "a point: 0.1"),
        ("compare baseline lr=0,01+l2", "a point: 0.01"),
        ("compare baseline l2=+0,01", "a point: +0.01"),
        ("compare baseline l2=+1e+400", "up to 1.79e308"),
        ("factorial --factors dropout,lr=+1e+400", "up to 1.79e308"),
        ("compare baseline early-stopping=2,5", "a whole number has none"),
        ("compare baseline early-stopping=2.5", "expected a whole number"),
        ("compare baseline l2 --lr 0,01", "a point: 0.01"),
        ("compare baseline l2 --lr 1e400", "--lr: expected"),
        ("factorial --lr 0,01", "a point: 0.01"),
        ("claims --lr 1.000,5", "a point: 1000.5"),
        ("factorial --factors dropout=0,1,l2", "a point: dropout=0.1,l2"),
        ("factorial --factors dropout=.1,l2=0,5", "a point: dropout=.1,l2=0.5"),
        ("import s --out o --hidden 5,0,5 --classes a,b", "received \"0\""),
        ("import s --out o --hidden 5 --classes a,b --size 28,5x28", "received \"28,5x28\""),
        ("import s --out o --hidden 5 --classes a,b --scale -0,5,0,5", "a point: -0.5,0.5"),
        ("import s --out o --hidden 5 --classes a,b --scale 0,1e39", "32 bits"),
        ("import s --out o --hidden 5 --classes a,b --scale 0,NaN", "a finite number"),
    ];

    public static TheoryData<string, string> Numbers =>
        new(CommandTree.All().SelectMany(command => command.Command.Options.Where(IsNumber).Select(option => (command.Path, option.Name))));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_number_is_read_alike_in_every_culture(string path, string name)
    {
        using var restored = Cultures.Restored();
        foreach (var culture in Cultures.All)
        {
            CultureInfo.CurrentCulture = culture;
            var root = CommandTree.Root();
            var option = CommandTree.Find(path, root).Options.Single(option => option.Name == name);
            foreach (var wrong in Wrong)
            {
                var error = Assert.Single(Parse(wrong).Errors, error => error.Message.StartsWith($"{name}: expected a ", StringComparison.Ordinal));
                Assert.Equal(wrong.Contains(',', StringComparison.Ordinal), error.Message.Contains("point", StringComparison.Ordinal) || error.Message.Contains("thousands signs", StringComparison.Ordinal));
            }

            foreach (var (text, value) in new[] { ("7", 7.0), ("+12", 12), ("0010", 10) })
            {
                var parsed = Parse(text);
                Assert.DoesNotContain(parsed.Errors, error => error.Message.Contains(name, StringComparison.Ordinal));
                Assert.Equal(value, Convert.ToDouble(Value(parsed, option), CultureInfo.InvariantCulture));
            }

            if (option is Option<double> or Option<double?>)
            {
                Assert.Equal(0.125, Value(Parse("0.125"), option));
            }

            ParseResult Parse(string value) => root.Parse([.. path.Split(' '), name, value]);
        }
    }

    /// <summary>What the options above are there against: were this not so, those tests could not fail.</summary>
    [Fact]
    public void The_library_alone_reads_commas_by_the_culture()
    {
        using var restored = Cultures.Restored();
        var values = Cultures.All.Select(culture =>
        {
            CultureInfo.CurrentCulture = culture;
            var plain = new Option<double>("--plain");
            var parsed = new RootCommand { plain }.Parse(["--plain", "0,01"]);
            Assert.Empty(parsed.Errors);
            return parsed.GetValue(plain);
        }).ToList();
        Assert.Equal([1, 0.01, 0.01], values);
    }

    [Fact]
    public void There_are_no_numbers_of_other_types_and_no_arguments_that_are_numbers()
    {
        Assert.True(Numbers.Count > 35);
        Assert.All(CommandTree.All().SelectMany(command => command.Command.Arguments), argument => Assert.True(argument.ValueType == typeof(string) || argument.ValueType == typeof(string[])));
        Assert.All(
            CommandTree.All().SelectMany(command => command.Command.Options).Where(option => !IsNumber(option)),
            option => Assert.Contains(option.ValueType, (Type[])[typeof(string), typeof(string[]), typeof(bool), typeof(void)]));
    }

    /// <summary>Options that are texts with numbers in them, by what stands for them in the help.</summary>
    public static TheoryData<string, string> Texts =>
        new(CommandTree.All().SelectMany(command => command.Command.Options
            .Where(option => option.ValueType == typeof(string) || option.ValueType == typeof(string[]))
            .Where(option => !PlainText().IsMatch(option.HelpName ?? ""))
            .Select(option => (command.Path, option.Name))));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_text_with_numbers_is_among_the_rows(string path, string name) =>
        Assert.Contains(Rows, row => row.Call.StartsWith($"{path} ", StringComparison.Ordinal) && row.Call.Contains($" {name} ", StringComparison.Ordinal)
            || (name == "--lr" && path == "compare"));

    public static TheoryData<string, string> Calls => new(Rows);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Numbers_in_texts_go_by_the_same_rule(string call, string reason)
    {
        using var temper = new CliRunner();
        (await temper.RunAsync(call.Split(' '))).Returned(2).IsOneError(reason);
        Assert.Empty(temper.Folder.Files());
    }

    [Theory]
    [InlineData("train --valid 1.5")]
    [InlineData("train --hidden 4 --dropout 1.5")]
    [InlineData("train --with label-smoothing=1.5")]
    [InlineData("train --with clip-norm=-0.5")]
    [InlineData("train --lr -0.5")]
    [InlineData("train --with early-stopping=2:min_delta=-0.5")]
    [InlineData("train --optimizer SGD --opt nesterov=true --opt dampening=0.5")]
    [InlineData("train --opt betas=0.5,1.5")]
    [InlineData("train --optimizer Rprop --opt step_sizes=0.5,0.25")]
    [InlineData("train --schedule step --schedule-opt gamma=-0.5")]
    [InlineData("train --schedule cosine --schedule-opt eta_min=-0.5")]
    [InlineData("train --schedule one-cycle --schedule-opt pct_start=1.5")]
    [InlineData("train --optimizer SGD --opt momentum=0.9 --schedule one-cycle --schedule-opt base_momentum=1.5")]
    [InlineData("compare baseline dropout=1.5")]
    [InlineData("compare baseline l2=-0.5")]
    [InlineData("compare baseline l2 --region -0.5")]
    [InlineData("compare baseline l2 --alpha 1.5")]
    [InlineData("compare baseline l2 --seeds 2 --alpha 0.001")]
    [InlineData("bench --seconds -0.5")]
    public async Task Numbers_in_messages_look_alike_in_every_culture(string call)
    {
        using var restored = Cultures.Restored();
        foreach (var culture in Cultures.All)
        {
            CultureInfo.CurrentCulture = culture;
            using var temper = new CliRunner();
            var result = (await temper.RunAsync(call.Split(' '))).Returned(2);
            result.IsOneError();
            Assert.Matches(@"\d\.\d", result.Error);
            Assert.DoesNotMatch(@"\d,\d|\u2212", result.Error.Replace("0.5,1.5", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_decimal_comma_is_named_and_mended()
    {
        using var temper = new CliRunner();
        (await temper.RunAsync("train", "--lr", "0,01", "--print-spec")).Returned(2).IsOneError(
            "--lr: expected a number such as 0.01, received \"0,01\"; the decimal sign is a point: 0.01.");
    }

    private static bool IsNumber(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is { IsPrimitive: true } type && type != typeof(bool);

    private static object? Value(ParseResult parsed, Option option) => option switch
    {
        Option<int> whole => (object?)parsed.GetValue(whole),
        Option<int?> whole => parsed.GetValue(whole),
        Option<long?> bytes => parsed.GetValue(bytes),
        Option<ulong> seed => parsed.GetValue(seed),
        Option<ulong?> seed => parsed.GetValue(seed),
        Option<double> number => parsed.GetValue(number),
        Option<double?> number => parsed.GetValue(number),
        _ => throw new NotSupportedException($"{option.Name} is a {option.ValueType}"),
    };

    [GeneratedRegex(@"^(DIR|FILE(\.\w+)?|NAME|TEXT|A,B,\.\.\.|MODEL\.safetensors|[a-z-]+|Qn=on|\|)+$")]
    private static partial Regex PlainText();
}
