using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>
/// What a start of temper loads: no library that the call does not need. Told by the runtime itself, since the time that it takes depends on the
/// machine: the serializer, once used to put a help text together, nearly doubled the time of --version.
/// </summary>
public sealed partial class StartUpTests
{
    /// <summary>What only a training, a store, a download or a GPU needs.</summary>
    private static readonly string[] Late = ["System.Text.Json", "System.Text.RegularExpressions", "System.Net.Http", "Microsoft.Data.Sqlite", "ILGPU"];

    [Theory]
    [InlineData(0, "--version")]
    [InlineData(0, "--help")]
    [InlineData(0, "runs", "--help")]
    [InlineData(2, "bogus")]
    [InlineData(2, "compare", "--bogus")]
    [InlineData(2, "train", "--bogus")]
    public async Task A_call_that_trains_nothing_loads_nothing_for_it(int code, params string[] arguments)
    {
        var loaded = await LoadedBy(code, arguments);
        Assert.Contains("Temper.Cli", loaded);
        Assert.Empty(loaded.Intersect(Late));
    }

    /// <summary>The names of regularizers and scalings stand as attributes that come with the serializer; nothing is written or read with it.</summary>
    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    public async Task Help_with_names_of_regularizers_or_scalings_serializes_nothing(string command)
    {
        var loaded = await LoadedBy(0, command, "--help");
        Assert.Contains("System.Text.Json", loaded);
        Assert.DoesNotContain("System.Text.Encodings.Web", loaded);
        Assert.Empty(loaded.Intersect(Late.Where(name => name != "System.Text.Json")));
    }

    private static async Task<HashSet<string>> LoadedBy(int code, params string[] arguments)
    {
        using var folder = new TempFolder();
        var trace = folder.Sub("loads.nettrace");
        var start = DotnetProgram.Call(["exec", Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll"), .. arguments]);
        start.WorkingDirectory = folder.Path;
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeOutputPath"] = trace;

        // The runtime's events of its loader (keyword 8), at the level of information (4).
        start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4";
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == code, string.Concat(said));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }


        // Names of files in it are UTF-16; read as single bytes, every second one is 0.
        var bytes = await File.ReadAllBytesAsync(trace, cancellationToken);
        var text = Encoding.Latin1.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);
        return [.. Library().Matches(text).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"[/\\]([A-Za-z0-9.]+)\.dll")]
    private static partial Regex Library();
}
