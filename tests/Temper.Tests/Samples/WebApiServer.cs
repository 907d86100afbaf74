using System.Diagnostics;
using System.Text;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>samples/WebApi in a process of its own, on a port that was free.</summary>
internal sealed class WebApiServer : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Settings =
    [
        "Model", "MaxUploadBytes", "MaxUploadSeconds", "MaxBytesInFlight", "MaxConnections", "LargePixels", "MaxWaiting", "MaxWaitingLarge", "DeadlineSeconds", "Urls",
        "DOTNET_ENVIRONMENT", "DOTNET_URLS",
    ];

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebApiServer((string, string)[] variables, string[] arguments)
    {
        process = new Process { StartInfo = Start(variables, arguments), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"The sample ended before it listened:\n{Output}"));
    }

    /// <summary>Sends requests to it.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<WebApiServer> StartAsync((string, string)[] variables, params string[] arguments)
    {
        var server = new WebApiServer(variables, [.. arguments, "--urls", "http://127.0.0.1:0"]);
        try
        {
            server.process.Start();
            server.process.BeginOutputReadLine();
            server.process.BeginErrorReadLine();
            server.Client.BaseAddress = await server.address.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts it with arguments that it cannot work with, and waits for its end.</summary>
    public static async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Start([], arguments))!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CliResult(process.ExitCode, await output, await error);
        }
        finally
        {
            // Where it started after all.
            process.Kill();
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        try
        {
            process.Kill();
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It was never started.
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }

        if (line?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
        {
            address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        }
    }

    private static ProcessStartInfo Start((string Name, string Value)[] variables, string[] arguments)
    {
        var start = DotnetProgram.Call(["exec", Program, .. arguments]);

        // Only what the test says counts.
        foreach (var variable in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(variable);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool IsSetting(string variable) =>
        variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase)
        || Settings.Contains(variable, StringComparer.OrdinalIgnoreCase);

    /// <summary>The sample as it was built with these tests: both lie in bin/CONFIGURATION/FRAMEWORK of their projects.</summary>
    private static string Program
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Repository.Folder, "samples", "WebApi", "bin", framework.Parent!.Name, framework.Name, "WebApi.dll");
        }
    }
}
