using System.Text.RegularExpressions;
using Temper.Cli.TerminalPictures;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What the commands print in windows of several widths, from results that are recorded once.</summary>
public sealed partial class TerminalWidthTests(TerminalWidthTests.Recorded recorded) : IClassFixture<TerminalWidthTests.Recorded>
{
    private static readonly int[] Widths = [40, 60, 80, 120];

    /// <summary>Every command that prints a table, with whether its figures are the same in each call.</summary>
    private static readonly (string Arguments, bool IsSame)[] Commands =
    [
        ("report STUDY", true), ("report FACTORIAL", true), ("report CLAIMS", true), ("report FACTORIAL SLOWER", true), ("runs list", true), ("runs list --studies", true), ("runs show RUN", true),
        ("runs diff RUN OTHER", true), ("data list", true), ("data info small", true), ("data show small --count 2", true), ("evaluate model --data small", true),
        ("predict model picture-with-a-long-name_2024.png", true), ("devices", true), ("bench --quick --data small --batch 50", false),
        ("chapter --data small --epochs 1 --experiment altogether --threads 1", false), ("chapter --data small --epochs 1 --protocol sound --seeds 2 --threads 1", false),
        ("train --data small --epochs 2 --hidden 4 --out t", false), ("compare baseline dropout=.1+batchnorm --data small --epochs 1 --seeds 6 --store other.db", false),
        ("compare baseline l2 --data small --epochs 1 --plan", false), ("replay RUN", true), ("runs tag RUN best to-be-shown-in-the-talk-of-2027", true), ("runs untag OTHER best", true), ("runs note RUN the-first-one-without-a-warm-up-and-with-a-rate-of-0.01", true), ("runs compare RUN OTHER --out t -q", true), ("runs compare RUN OTHER --out t", false), ("report RUN --out t", true), ("runs export --csv all.csv --force", true), ("runs list --tag best", true), ("runs gc --dry-run", true), ("runs verify", true), ("verify model", true), ("bogus", true), ("runs show no-such-run", true), ("predict model no/such/picture.png", true), ("evaluate nothing", true),
        ("--help", true), ("train --help", true), ("chapter --help", true), ("compare --help", true), ("data show --help", true),
    ];

    public static TheoryData<string, bool> Cases => new(Commands.Select(command => (command.Arguments, command.IsSame)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_line_is_wider_than_the_window_and_no_number_is_cut(string arguments, bool isSame)
    {
        var words = recorded.Words(arguments);
        recorded.Temper.IsTerminal = false;
        var whole = await recorded.Temper.RunAsync(words);
        recorded.Temper.IsTerminal = true;
        foreach (var width in Widths)
        {
            recorded.Temper.Width = width;
            recorded.Forget("other.db");
            recorded.Forget("t");

            var result = (await recorded.Temper.RunAsync(words)).Returned(whole.ExitCode);
            var text = Codes().Replace(result.Out + result.Error, "").ReplaceLineEndings("\n");
            foreach (var line in text.Split('\n').SelectMany(line => line.Split('\r')))
            {
                Assert.True(CellText.Width(line) <= width || IsPath(line), $"{width} columns: {CellText.Width(line)}\n{line}\n\n{text}");
            }

            if (isSame)
            {
                // A name or a time may be folded before a number that it has.
                var shown = whole.Out + whole.Error;
                var parts = string.Join(' ', Hexadecimal().Matches(shown).SelectMany(hash => Enumerable.Range(0, hash.Length).Select(i => hash.Value[i..])));
                Assert.Subset(TextFoldTests.Numbers($"{shown} {Sign().Replace(shown, " ")} {parts}").ToHashSet(), TextFoldTests.Numbers(text).ToHashSet());
            }
        }
    }

    [Fact]
    public void Every_command_that_prints_a_table_is_among_the_cases()
    {
        // The bench's other tables take minutes to measure; their columns are all numbers, and TextFoldTests has tables of those.
        string[] measured = ["ScalingRun", "PredictionBenchRun", "TrainingBenchRun", "DeviceCheckRun"];
        var tables = Directory.GetFiles(Path.Combine(Repository.Folder, "src", "Temper.Cli", "Commands"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("report.Table(", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .Except(measured)
            .Order();
        Assert.Equal(["BenchLines", "ChapterLines", "DataLines", "DevicesCommand", "EvaluateLines", "PilotOutput", "PredictRun", "RegularizersCommand", "RunsLines", "SeriesOutput", "StudyOutput"], tables);
    }

    [Theory]
    [InlineData("chapter --data small --epochs 1 --experiment altogether --threads 1", "Wrong")]
    [InlineData("report STUDY", "Verdict")]
    public async Task The_figure_that_matters_is_there_at_40_columns(string arguments, string title)
    {
        recorded.Temper.IsTerminal = true;
        recorded.Temper.Width = 40;
        var result = (await recorded.Temper.RunAsync(recorded.Words(arguments))).Returned(0);
        Assert.Contains(title, result.Out, StringComparison.Ordinal);
    }

    /// <summary>Each with paths that it prints, from the folder "my own models"; of the last ones nothing is there.</summary>
    [Theory]
    [InlineData("export model --safetensors|my own models/bare state.safetensors|--force", "bare state.safetensors")]
    [InlineData("export|my own models/trained here.safetensors|--force --onnx|my own models/a net.onnx", "a net.onnx")]
    [InlineData("import|my own models/bare.safetensors|--hidden 4 --size 5x4 --classes a,b,c --force --out|my own models/a model.safetensors", "a model.safetensors")]
    [InlineData("evaluate|my own models/trained here.safetensors|--data small", "trained here.safetensors", "evaluation-small")]
    [InlineData("data show small --count 2 --out|my own models/pictures of mine.svg", "pictures of mine.svg")]
    [InlineData("train --epochs 1 --hidden 4 --open --data|my own models/small images|--out|my own models/run one", "small images", "run one", "run one/report.html")]
    [InlineData("predict model|my own models/a damaged picture.png", "a damaged picture.png")]
    [InlineData("report STUDY --out|my own models/page of it|--open", "page of it/report.html")]
    [InlineData("evaluate|my own models/nothing there.safetensors", "nothing there.safetensors")]
    [InlineData("data info|./my own models/nothing there", "nothing there")]
    public async Task A_path_with_blanks_stays_whole(string arguments, params string[] shown)
    {
        var words = arguments.Split('|').SelectMany((part, i) => i % 2 == 0 ? recorded.Words(part) : [part]).ToArray();
        foreach (var width in Widths)
        {
            recorded.Temper.IsTerminal = true;
            recorded.Temper.Width = width;
            recorded.Forget("my own models/run one");
            var result = await recorded.Temper.RunAsync(words);
            var lines = Codes().Replace(result.Out + result.Error, "").ReplaceLineEndings("\n").Split('\n', '\r');
            string[] paths = [.. shown.Select(path => recorded.Temper.Folder.Sub("my own models", path))];
            Assert.All(paths, path => Assert.True(lines.Any(line => line.Contains(path, StringComparison.Ordinal)), $"{width} columns: {path}\n{string.Join('\n', lines)}"));
            Assert.All(lines, line => Assert.True(
                CellText.Width(line) <= width || IsPath(paths.Aggregate(line, (text, path) => text.Replace(path, "/", StringComparison.Ordinal))), $"{width} columns: {line}\n{string.Join('\n', lines)}"));
        }
    }

    /// <summary>A path is copied, so it is never broken, nor is a word of a folded command, which ends with a backslash: the terminal wraps them.</summary>
    private static bool IsPath(string line) => line.Trim().TrimEnd('\\').TrimEnd() is var word && !word.Contains(' ', StringComparison.Ordinal)
        && (word.Contains('/', StringComparison.Ordinal) || line.EndsWith(" \\", StringComparison.Ordinal));

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Codes();

    [GeneratedRegex("[-_:T+]")]
    private static partial Regex Sign();

    /// <summary>A hash that is wider than the window has no other way than to be broken.</summary>
    [GeneratedRegex("[0-9a-f]{8,}")]
    private static partial Regex Hexadecimal();

    /// <summary>A store with three small studies, a model and a picture.</summary>
    public sealed class Recorded : IAsyncLifetime
    {
        private readonly Dictionary<string, string> names = [];

        internal CliRunner Temper { get; } = new();

        public async ValueTask InitializeAsync()
        {
            SmallImages.WriteTo(Temper.Folder);
            Temper.Folder.Write("small/classes.txt", "red\nとても長い服の名前\n👗 dress-with-a-very-long-name-that-does-not-end_soon\n"u8.ToArray());
            string[] shared = ["--data", "small", "--epochs", "1", "--json", "-q"];
            var study = (await Temper.RunAsync(["compare", "baseline", "dropout=.1+l2=1e-4+label-smoothing=.1+batchnorm", "--lr", "auto", "--seeds", "6", .. shared])).Returned(0).Json();
            var factorial = (await Temper.RunAsync(["factorial", "--factors", "dropout,batchnorm", "--seeds", "7", .. shared])).Returned(0).Json();
            var slower = (await Temper.RunAsync(["factorial", "--factors", "dropout,batchnorm", "--seeds", "7", "--lr", ".0025", .. shared])).Returned(0).Json();
            var claims = (await Temper.RunAsync(["claims", "--seeds", "6", .. shared])).Returned(0).Json();
            (await Temper.RunAsync("train", "--data", "small", "--epochs", "1", "--hidden", "4", "--out", "model", "-q")).Returned(0);
            Temper.Folder.Write("picture-with-a-long-name_2024.png", TestPictures.Png(new byte[20], 5, 4));
            SmallImages.WriteTo(Temper.Folder, "my own models/small images");
            Temper.Folder.Write("my own models/a damaged picture.png", [1, 2, 3]);
            File.Copy(Temper.Folder.Sub("model", "model.safetensors"), Temper.Folder.Sub("my own models", "trained here.safetensors"));
            (await Temper.RunAsync("export", "model", "--safetensors", "my own models/bare.safetensors", "-q")).Returned(0);
            names["STUDY"] = study.GetProperty("id").GetString()!;
            names["FACTORIAL"] = factorial.GetProperty("id").GetString()!;
            names["SLOWER"] = slower.GetProperty("id").GetString()!;
            names["CLAIMS"] = claims.GetProperty("id").GetString()!;
            names["RUN"] = study.GetProperty("runs")[0].GetProperty("id").GetString()!;
            names["OTHER"] = study.GetProperty("runs")[1].GetProperty("id").GetString()!;
            Temper.With("TEMPER_DATA", Temper.Folder.Path);
        }

        public ValueTask DisposeAsync()
        {
            Temper.Dispose();
            return default;
        }

        internal string[] Words(string arguments) => [.. arguments.Split(' ').Select(word => names.GetValueOrDefault(word, word))];

        internal void Forget(string file)
        {
            var path = Temper.Folder.Sub(file);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            File.Delete(path);
        }
    }
}
