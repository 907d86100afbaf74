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
        Assert.Equal(3, json.Json().GetProperty("testRows").GetInt32());
    }

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("vi_VN.UTF-8")]
    public async Task A_machine_that_writes_decimal_commas_reads_the_same_numbers(string locale)
    {
        using var temper = new CliRunner();
        var result = await StartAsync(
            temper,
            new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0", ["LC_ALL"] = locale },
            "train", "--lr", "0.01", "--dropout", "0.1", "--opt", "eps=1e-5", "--print-spec");
        Assert.SkipWhen(result.Error.Contains("ICU", StringComparison.Ordinal), "this machine has no data about languages");
        var spec = result.Returned(0).Json();
        Assert.Equal(0.01, spec.GetProperty("optimizer").GetProperty("learningRate").GetDouble());
        Assert.Equal(0.1, spec.GetProperty("layers")[2].GetProperty("p").GetDouble());
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_and_a_folder_that_is_gone_are_no_faults()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no sh");
        using var temper = new CliRunner();
        var dll = Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll");
        var head = await RunAsync(temper, "sh", null, "-c", $"dotnet exec '{dll}' train --help | head -n 1");
        Assert.Equal(("Description:", ""), (head.Out.Trim(), head.Error));
        var gone = await RunAsync(temper, "sh", null, "-c", $"mkdir gone; cd gone; rmdir ../gone; dotnet exec '{dll}' devices --json && dotnet exec '{dll}' runs list");
        Assert.StartsWith("{", gone.Out, StringComparison.Ordinal);
        Assert.Equal(5, gone.ExitCode);
        Assert.Contains("temper: The folder that this was started in is gone", gone.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gone.Error, StringComparison.Ordinal);
    }

    private static Task<CliResult> StartAsync(CliRunner temper, params string[] args) => StartAsync(temper, new Dictionary<string, string>(), args);

    private static Task<CliResult> StartAsync(CliRunner temper, Dictionary<string, string> environment, params string[] args) =>
        RunAsync(temper, "dotnet", environment, ["exec", Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll"), .. args]);

    private static async Task<CliResult> RunAsync(CliRunner temper, string program, Dictionary<string, string>? environment, params string[] args)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = temper.Folder.Path,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment.Remove("TEMPER_DATA");
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }
}
