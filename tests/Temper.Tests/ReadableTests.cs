using Xunit;

namespace Temper.Tests;

/// <summary>Files, methods and lines of src that a reader can take in: limits, and what may exceed them.</summary>
public sealed class ReadableTests
{
    private const int MostFileLines = 300;
    private const int MostMethodLines = 60;
    private const int MostColumns = 150;

    /// <summary>
    /// What is longer for a reason: the file, the method (none: the file itself), its lines. Each number is what there is: whoever makes it
    /// shorter lowers it, or takes the entry out.
    /// </summary>
    private static readonly (string File, string? Method, int Lines, string Reason)[] Exceptions =
    [
        ("src/Temper/Devices/Cpu/Products/Tiles.cs", "Rows8Vectors3", 79, "24 sums in registers, written out: a loop over them would be in memory"),
        ("src/Temper/Devices/Cpu/Products/Tiles.cs", "Rows8Vectors2", 62, "16 sums in registers, written out"),
        ("src/Temper/Devices/Cpu/Products/SparseTiles.cs", "Vectors13", 64, "13 sums in registers, written out"),
        ("src/Temper/Devices/Cpu/Products/ProductKernel.cs", "ComputeDense", 68, "one call for each size of tile, none in between"),
        ("src/Temper.Lab/Storage/StoreSchema.cs", "Steps", 105, "the tables of the store, a column a line"),
        ("src/Temper.Gpu/Kernels/TensorTile.cs", "Store", 113, "64 sums in registers with names of their own: ILGPU unrolls no loop"),
        ("src/Temper.Gpu/Kernels/TensorTile.cs", "MultiplyAdd", 81, "two instructions for each eight of 64 columns: ILGPU unrolls no loop"),
    ];

    private static readonly Lazy<Dictionary<string, string>> Sources = new(() =>
        Repository.CodeFiles(Path.Combine(Repository.Folder, "src")).ToDictionary(
            file => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/'), File.ReadAllText));

    [Fact]
    public void Files_methods_and_lines_are_short()
    {
        Assert.True(Sources.Value.Count > 500);
        Assert.Empty(Sources.Value.Keys.SelectMany(TooLong).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Exceptions_have_a_reason_and_are_as_large_as_needed()
    {
        Assert.All(Exceptions, exception => Assert.NotEmpty(exception.Reason));
        Assert.All(Exceptions, exception => Assert.Equal(
            exception.Lines,
            exception.Method is null
                ? LinesOf(Sources.Value[exception.File]).Length
                : Members(exception.File).Where(member => member.Name == exception.Method).Max(member => member.Lines)));
        Assert.All(Exceptions, exception => Assert.True(exception.Lines > (exception.Method is null ? MostFileLines : MostMethodLines)));
    }

    [Theory]
    [InlineData("void F()\n{\n}", "F 3")]
    [InlineData("int F() =>\n1;", "F 2")]
    [InlineData("[Fact]\n[X(\"}\")]\npublic\nvoid F()\n{\n}\n// x\nint G() => 1;", "F 4, G 1")]
    [InlineData("/// <summary>\n/// </summary>\nvoid F<T>()\n    where T : class\n{\n    if (a)\n    {\n    }\n}\n\nvoid G() { }", "F 7, G 1")]
    [InlineData("int[] f = [\n1,\n2];\nint[] g = new[] {\n1 };\nint H { get; } = new() {\n};\nFunc<int> i = () => {\n return 1; };", "H 2")]
    [InlineData("int P\n{\n    get => p;\n    set\n    {\n    }\n}\nT this[int i] => i switch\n{\n    0 => new T { A = 1 },\n};", "P 7, T this[] 4")]
    [InlineData("bool operator ==(T a, T b) => a.X == b.X;\nstatic bool operator !=(T a, T b)\n{\n}", "operator == 1, operator != 3")]
    [InlineData("string F() => $\"{(a ? \"}\" : $\"{{{b}\")}\" + '}' + @\"\"\"}\";\nvoid G()\n{\n}", "F 1, G 3")]
    [InlineData("string F() => \"\"\"\n }; \" \"\" {\n\"\"\" + $$\"\"\"{ {{new X { }}}\n\"\"\";\nvoid G() { /* } */ } // }", "F 4, G 1")]
    [InlineData("#if A}\nchar c = '\\'';\nchar d = '\"';\n(int A, int B) F((int C, int D) e)\n{\n}", "F 3")]
    [InlineData("public record struct R(int A = 1)\n{\n    void F() { }\n}\nenum E { A = 1, B }\nclass D : R { D() : base(1)\n{\n}\n}", "F 1, D 3")]
    public void Members_are_counted(string body, string expected)
    {
        Assert.Equal(expected, Counted($"using A;\nnamespace N;\n\nclass C(int a) : D<int>(a)\n    where T : struct\n{{\n{body}\n}}\n"));
        Assert.Equal(expected, Counted($"namespace N\r\n{{\r\nclass C\r\n{{\r\n{body}\r\n}}\r\n}}\r\n"));

        static string Counted(string text) => string.Join(", ", SourceMember.Of(text).Select(member => $"{member.Name} {member.Lines}"));
    }

    [Fact]
    public void Members_know_their_lines() => Assert.Equal(
        [new SourceMember("F", 4, 1), new SourceMember("G", 7, 2)],
        SourceMember.Of("class C\n{\n    // x\n    int F() => 1;\n\n    [A]\n    void G() {\n}\n}"));

    private static IEnumerable<string> TooLong(string file)
    {
        var lines = LinesOf(Sources.Value[file]);
        if (lines.Length > MostFileLines && !Exceptions.Any(exception => exception.File == file && exception.Method is null))
        {
            yield return $"{file}: {lines.Length} lines, at most {MostFileLines}";
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > MostColumns)
            {
                yield return $"{file}:{i + 1}: {lines[i].Length} columns, at most {MostColumns}";
            }
        }

        foreach (var member in Members(file).Where(member => member.Lines > MostMethodLines))
        {
            if (!Exceptions.Any(exception => exception.File == file && exception.Method == member.Name))
            {
                yield return $"{file}:{member.Line}: {member.Name} has {member.Lines} lines, at most {MostMethodLines}";
            }
        }
    }

    private static IReadOnlyList<SourceMember> Members(string file) => SourceMember.Of(Sources.Value[file]);

    private static string[] LinesOf(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
