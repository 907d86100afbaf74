using System.Text.RegularExpressions;
using Xunit;

namespace Temper.Tests;

/// <summary>The arrows of ARCHITECTURE.md: who may use whom.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>What each folder of a project may use of its others.</summary>
    private static readonly Dictionary<string, Dictionary<string, string[]>> Arrows = new()
    {
        ["Temper"] = new()
        {
            ["Devices"] = [],
            ["Data"] = ["Devices", "Layers", "Tasks"],
            ["Layers"] = ["Devices"],
            ["Optimizers"] = ["Devices"],
            ["Losses"] = ["Devices", "Layers", "Optimizers"],
            ["Tasks"] = ["Losses"],
            ["Regularizers"] = ["Devices", "Layers", "Losses", "Optimizers"],
            ["Training"] = ["Devices", "Data", "Layers", "Losses", "Optimizers", "Regularizers", "Tasks"],
            ["Export"] = ["Devices", "Data", "Layers", "Losses", "Optimizers", "Regularizers", "Tasks", "Training"],
            ["Prediction"] = ["Devices", "Data", "Layers", "Tasks", "Export"],
        },
        ["Temper.Lab"] = new()
        {
            ["Runs"] = [],
            ["Storage"] = ["Runs"],
            ["Running"] = ["Runs", "Storage"],
            ["Statistics"] = [],
            ["Studies"] = ["Runs", "Running", "Statistics", "Storage"],
            ["Reports"] = ["Runs", "Running", "Statistics", "Storage", "Studies"],
            ["Chapter"] = ["Runs", "Running", "Statistics", "Storage", "Studies", "Reports"],
            ["Images"] = [],

            // What is measured and checked are the chapter's nets.
            ["Benchmarks"] = ["Runs", "Running", "Chapter"],
            ["Checks"] = ["Runs", "Running", "Chapter", "Benchmarks"],
        },
    };

    public static TheoryData<string> ProjectsWithArrows => [.. Arrows.Keys];

    public static TheoryData<string, string> FoldersWithArrows
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (project, arrows) in Arrows)
            {
                foreach (var folder in arrows.Keys)
                {
                    data.Add(project, folder);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ProjectsWithArrows))]
    public void Every_folder_has_its_arrows(string project) =>
        Assert.Equal(Arrows[project].Keys.Order(), Directory.GetDirectories(Source(project)).Select(Path.GetFileName).Where(Repository.IsCode).Order());

    [Theory]
    [MemberData(nameof(FoldersWithArrows))]
    public void A_folder_uses_only_what_its_arrows_allow(string project, string folder)
    {
        var files = Repository.CodeFiles(Path.Combine(Source(project), folder));
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(Used(File.ReadAllText(file), project, folder).Except(Arrows[project][folder])));
    }

    /// <summary>A list kept by hand could have them: along the arrows nobody comes back to where he began.</summary>
    [Theory]
    [MemberData(nameof(ProjectsWithArrows))]
    public void Arrows_never_go_back(string project)
    {
        var left = new Dictionary<string, string[]>(Arrows[project]);
        while (left.Count > 0)
        {
            var lowest = left.Keys.Where(folder => !left[folder].Any(left.ContainsKey)).ToList();
            Assert.True(lowest.Count > 0, $"{project}: {string.Join(", ", left.Keys)} use each other in a circle");
            lowest.ForEach(folder => left.Remove(folder));
        }
    }

    [Fact]
    public void Namespaces_are_the_folders()
    {
        foreach (var project in new[] { "Temper", "Temper.Gpu", "Temper.Lab", "Temper.Cli" })
        {
            foreach (var file in Repository.CodeFiles(Source(project)))
            {
                if (NamespaceLine().Match(File.ReadAllText(file)) is { Success: true } declared)
                {
                    var folder = Path.GetDirectoryName(Path.GetRelativePath(Source(project), file))!;
                    var expected = folder.Length == 0 ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
                    Assert.True(declared.Groups[1].Value == expected, $"{file} declares {declared.Groups[1].Value}, expected {expected}");
                }
            }
        }
    }

    [Theory]
    [InlineData("Temper", @"\bTemper\.(Lab|Cli|Gpu)\b")]
    [InlineData("Temper.Lab", @"\bTemper\.(Cli|Gpu)\b")]
    [InlineData("Temper.Gpu", @"\bTemper\.(Lab|Cli)\b")]
    public void No_project_uses_one_above_it(string project, string forbidden)
    {
        Assert.All(Repository.CodeFiles(Source(project)), file => Assert.DoesNotMatch(forbidden, WithoutComments(File.ReadAllText(file))));
        Assert.All(Directory.GetFiles(Source(project), "*.csproj"), file => Assert.DoesNotMatch(forbidden, References(file)));
    }

    [Theory]
    [InlineData("Temper")]
    [InlineData("Temper.Lab")]
    [InlineData("Temper.Gpu")]
    public void Only_the_command_line_prints(string project) =>
        Assert.All(Repository.CodeFiles(Source(project)), file => Assert.DoesNotMatch(ConsoleUse(), WithoutComments(File.ReadAllText(file))));

    /// <summary>
    /// Files that users name are read with InputFile, which asks the open file. FileInfo is for links and for files that must not be opened;
    /// other opening is for writing and locks, and for the files in which Linux tells what memory there is.
    /// </summary>
    [Theory]
    [InlineData("Temper")]
    [InlineData("Temper.Lab")]
    [InlineData("Temper.Gpu")]
    [InlineData("Temper.Cli")]
    public void Files_are_read_in_one_way(string project) =>
        Assert.All(
            Repository.CodeFiles(Source(project)).Where(file => Path.GetFileName(file) is not ("InputFile.cs" or "AtomicFile.cs" or "StoreFile.cs" or "LinuxMemory.cs")),
            file => Assert.DoesNotMatch(FileReading(), WithoutComments(File.ReadAllText(file))));

    /// <summary>The runtime's own ways keep the disk's errors to themselves.</summary>
    [Theory]
    [InlineData("Temper")]
    [InlineData("Temper.Lab")]
    [InlineData("Temper.Gpu")]
    [InlineData("Temper.Cli")]
    public void Files_are_brought_to_the_disk_in_one_way(string project) =>
        Assert.All(Repository.CodeFiles(Source(project)), file => Assert.DoesNotMatch(RuntimeFlush(), WithoutComments(File.ReadAllText(file))));

    /// <summary>A file whose name the program chooses is written with WriteIn, which follows no link.</summary>
    [Theory]
    [InlineData("Temper.Lab")]
    [InlineData("Temper.Cli")]
    public void Names_of_the_programs_own_follow_no_links(string project) =>
        Assert.All(Repository.CodeFiles(Source(project)), file => Assert.DoesNotMatch(OwnNameWritten(), WithoutComments(File.ReadAllText(file))));

    [Fact]
    public void The_engine_needs_no_package()
    {
        var project = File.ReadAllText(Path.Combine(Source("Temper"), "Temper.csproj"));
        Assert.DoesNotContain("PackageReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_can_be_broken()
    {
        Assert.Equal(["Training"], Used("using Temper.Training;", "Temper", "Devices"));
        Assert.Equal(["Layers"], Used("namespace Temper.Devices;\nclass X { Temper.Layers.Network? n; }", "Temper", "Devices"));
        Assert.Equal(["Training"], Used("namespace Temper.Losses;\nclass X { Training.Trainer? n; }", "Temper", "Losses"));
        Assert.Empty(Used("using Temper.Devices.Cpu; // Temper.Training", "Temper", "Devices"));
        Assert.Equal(["Chapter"], Used("using Temper.Lab.Chapter;", "Temper.Lab", "Studies"));
        Assert.Equal(["Reports"], Used("namespace Temper.Lab.Runs;\nclass X { Lab.Reports.HtmlReport? n; }", "Temper.Lab", "Runs"));
        Assert.Equal(["Studies"], Used("namespace Temper.Lab.Runs;\nclass X { string n = Studies.StudyText.Join([]); }", "Temper.Lab", "Runs"));
        Assert.Empty(Used("class X(IReadOnlyList<string> Runs) { int n = Runs.Count; }", "Temper.Lab", "Statistics"));
        Assert.Matches(ConsoleUse(), "  System.Console.WriteLine(1);");
        Assert.Matches(ConsoleUse(), "using static System.Console;");
        Assert.DoesNotMatch(ConsoleUse(), "IConsole.Write");
        Assert.All(
            (string[])["File.ReadAllText(path)", "new FileInfo(path)", "File.OpenRead(path)", "new StreamReader(path)", "new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)"],
            code => Assert.Matches(FileReading(), code));
        Assert.All((string[])["stream.Flush(true)", "stream.Flush(flushToDisk: true)", "RandomAccess.FlushToDisk(handle)"], code => Assert.Matches(RuntimeFlush(), code));
        Assert.DoesNotMatch(RuntimeFlush(), "stream.Flush()");
        Assert.All((string[])["AtomicFile.Write(Path.Combine(a, b), c)", "ModelFile.Save(Path.Combine(a, b), c)"], code => Assert.Matches(OwnNameWritten(), code));
        Assert.DoesNotMatch(FileReading(), "new FileStream(path, FileMode.CreateNew, FileAccess.Write); InputFile.ReadAllText(path)");
    }

    /// <summary>Other folders of a project that a text of one of its folders names: with the project before it, or without.</summary>
    private static IEnumerable<string> Used(string text, string project, string folder)
    {
        var code = WithoutComments(text);
        var root = $"({Regex.Escape(project)}|{project.Split('.')[^1]})";
        return Arrows[project].Keys.Where(other => other != folder && (
            Regex.IsMatch(code, $@"(?<![\w.]){root}\.{other}\b")
            || (Regex.IsMatch(code, $@"(?<![\w.]){other}\.[A-Z]\w*[.\s(<?]") && !IsMember(code, other))));
    }

    /// <summary>Layers.Count and the like: a member of that name, not the namespace.</summary>
    private static bool IsMember(string code, string name) => Regex.IsMatch(code, $@"\b[\w<>\[\]?]+ {name}\b\s*(\{{|=|;|,|\))");

    private static string WithoutComments(string text) => Comments().Replace(text, "");

    private static string References(string project) =>
        string.Join('\n', File.ReadAllLines(project).Where(line => line.Contains("ProjectReference", StringComparison.Ordinal)));

    private static string Source(string project) => Path.Combine(Repository.Folder, "src", project);

    [GeneratedRegex(@"//.*$|/\*.*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?<!\w)Console\s*\.|System\.Console\b")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"(?<!\w)File\.(Read|Open)|\bnew (FileInfo|StreamReader)\(|FileAccess\.Read\b")]
    private static partial Regex FileReading();

    [GeneratedRegex(@"\.Flush\(\s*\w|\bFlushToDisk\b")]
    private static partial Regex RuntimeFlush();

    [GeneratedRegex(@"\b(AtomicFile\.Write|\w+File\.Save|SafeTensors\.Save)\(\s*Path\.Combine")]
    private static partial Regex OwnNameWritten();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
