using Temper.Data;
using Temper.Data.Drawing;
using Temper.Devices;
using Temper.Lab.Images;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What README.md tells a newcomer to type. CI types what installs the tool, and the quick lines with it.</summary>
public sealed class ReadmeTests
{
    private const string Picture = "docs/pictures/boot.png";

    /// <summary>What measures the machine, for half a minute each, is only parsed here: it has tests of its own.</summary>
    private static readonly string[] Slow = ["temper bench", "temper devices --check"];

    [Fact]
    public async Task Each_line_that_calls_temper_works_in_the_order_of_the_text()
    {
        var lines = Lines("README.md").Where(line => line.StartsWith("temper ", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count >= 10, $"README has {lines.Count} lines that call temper");
        using var temper = new CliRunner { Published = SmallImages.Published };
        temper.With("TEMPER_DATA", temper.Folder.Sub("data"));
        SmallImages.WriteTo(temper.Folder, "data/fashion-mnist");
        temper.Folder.Write(Picture, File.ReadAllBytes(InRepository(Picture)));
        foreach (var line in lines.Where(line => !Slow.Any(slow => line.StartsWith(slow, StringComparison.Ordinal))))
        {
            var result = await temper.RunAsync(line.Split(' ')[1..]);
            Assert.True(result.ExitCode == 0, $"{line}: exit code {result.ExitCode}: {result.Error}");
        }

        Assert.True(File.Exists(temper.Folder.Sub("runs", "mine", "net.onnx")));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_line_of_the_documentation_that_calls_temper_is_understood(string document)
    {
        var root = CommandTree.Root();
        foreach (var line in Lines(document).Where(line => line.StartsWith("temper ", StringComparison.Ordinal)))
        {
            var call = line.Split([" > ", "  "], StringSplitOptions.None)[0].Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
            Assert.True(root.Parse(call.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).Errors is [], $"{document}: {line}");
        }
    }

    public static TheoryData<string> Documents =>
    [
        "README.md", .. Directory.GetFiles(InRepository("docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
        "src/Temper.Cli/PACKAGE.md",
    ];

    [Fact]
    public void The_first_lines_are_one_result_and_the_tests() =>
        Assert.Equal(["dotnet run -c Release --project src/Temper.Cli -- chapter", "dotnet test -c Release"], Lines("README.md").Take(2));

    [Fact]
    public void The_picture_is_drawn_by_temper_itself()
    {
        // Training image 54705 of the built-in garments, a boot, that nets trained on Fashion-MNIST know too.
        var drawn = new byte[Garments.Side * Garments.Side];
        new Painter().Draw(9, new Philox(Garments.DefaultSeed, RandomPurpose.Garments, 0, 54705), drawn);
        var picture = PictureFile.Decode(File.ReadAllBytes(InRepository(Picture)), Picture, TestContext.Current.CancellationToken);
        Assert.Equal((Garments.Side, Garments.Side), (picture.Width, picture.Height));
        Assert.Equal(drawn, picture.Values);
    }

    private static string InRepository(string path) => Path.Combine([Repository.Folder, .. path.Split('/')]);

    /// <summary>The lines of a document's blocks without a language: what is typed.</summary>
    private static IEnumerable<string> Lines(string document)
    {
        string? language = null;
        foreach (var line in File.ReadLines(InRepository(document)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                language = language is null ? line[3..] : null;
            }
            else if (language == "")
            {
                yield return line;
            }
        }
    }
}
