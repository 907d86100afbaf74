using System.Text.Json;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What a call of temper returned and wrote.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>The exit code, with what was written as the failure's text.</summary>
    public CliResult Returned(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"expected exit code {exitCode}, received {ExitCode}\n{Out}\n{Error}");
        return this;
    }

    /// <summary>One line on standard error that contains all of this, and nothing on standard output.</summary>
    public void IsOneError(params string[] parts)
    {
        Assert.Equal("", Out);
        Assert.Single(Error.TrimEnd('\r', '\n').Split('\n'));
        Assert.StartsWith("temper: ", Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }

    /// <summary>Standard output as one JSON document.</summary>
    public JsonElement Json() => JsonDocument.Parse(Out).RootElement;

    /// <summary>Standard output line by line.</summary>
    public string[] Lines() => Out.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
