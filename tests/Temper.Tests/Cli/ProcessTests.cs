using System.Diagnostics;
using System.Text.Json;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>The program itself, in a process of its own: what goes to which stream, and what it returns.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Results_go_to_standard_output()
    {
        using var temper = new CliRunner();
        var version = await StartAsync(temper, "--version");
        version.Returned(0);
        Assert.StartsWith("temper ", version.Out, StringComparison.Ordinal);
        Assert.Equal("", version.Error);
        var devices = await StartAsync(temper, "devices", "--json");
        devices.Returned(0);
        Assert.Equal(JsonValueKind.Object, devices.Json().ValueKind);
        Assert.Equal("", devices.Error);
    }

    [Fact]
    public async Task Errors_go_to_standard_error_with_their_exit_codes()
    {
        using var temper = new CliRunner();
        (await StartAsync(temper, "bogus")).Returned(2).IsOneError("bogus");
        (await StartAsync(temper, "evaluate", "nowhere")).Returned(3).IsOneError("nowhere");
        TinyData.WriteTo(temper.Folder, "mine/");
        temper.Folder.Write("file", [1]);
        (await StartAsync(temper, "data", "show", "mine", "--out", "file/x.svg")).Returned(5).IsOneError("file");
    }

    [Fact]
    public async Task A_redirected_evaluation_is_plain_text_and_with_json_one_document()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine"));
        var text = (await StartAsync(temper, "evaluate", run, "--data", "mine")).Returned(0);
        Assert.Contains("Accuracy:", text.Out, StringComparison.Ordinal);
        Assert.Equal("", text.Error);
        Assert.DoesNotContain('\u001b', text.Out);
        Assert.DoesNotContain('\uFEFF', text.Out);
        var json = (await StartAsync(temper, "evaluate", run, "--data", "mine", "--json")).Returned(0);
        Assert.Equal(3, json.Json().GetProperty("testImages").GetInt32());
    }

    private static async Task<CliResult> StartAsync(CliRunner temper, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = temper.Folder.Path,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment.Remove("TEMPER_DATA");
        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }
}
