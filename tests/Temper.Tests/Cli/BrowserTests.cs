using Temper.Cli.Output;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>--open with programs of the tests' own in the place of xdg-open.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string> environment = [];

    public BrowserTests() => Assert.SkipWhen(!OperatingSystem.IsLinux(), "only Linux has xdg-open");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_display_one_note_says_where_the_page_is()
    {
        Opener("echo noise >&2; exit 0");
        environment.Remove("DISPLAY");
        Assert.Equal("warning: no browser was opened: there is no display; the page is /runs/a/report.html\n", Open("/runs/a/report.html"));
    }

    [Fact]
    public void Without_a_program_that_opens_pages_there_is_the_same_note()
    {
        environment["DISPLAY"] = ":0";
        Assert.Contains("there is no xdg-open; the page is /r.html", Open("/r.html"), StringComparison.Ordinal);
        environment["PATH"] = $"relative::{folder.Path}";
        Assert.Contains("there is no xdg-open; the page is /r.html", Open("/r.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_fails_becomes_a_note_without_its_noise()
    {
        Opener("echo 'xdg-open: no method available' >&2; echo more; exit 3");
        Assert.Equal("warning: no browser was opened: xdg-open ended with exit code 3; the page is /r.html\n", Open("/r.html"));
    }

    [Fact]
    public void The_page_reaches_the_program_as_one_word()
    {
        Opener($"printf '%s' \"$1\" > '{folder.Sub("opened")}'");
        const string page = "/a b/$(touch x)/it's \"here\"/report.html";
        Assert.Equal("", Open(page));
        Assert.Equal(page, File.ReadAllText(folder.Sub("opened")));
    }

    [Fact]
    public void A_browser_that_runs_on_is_not_waited_for()
    {
        Opener($"sleep 60; touch '{folder.Sub("closed")}'");
        Assert.Equal("", Open("/r.html"));
        Assert.False(File.Exists(folder.Sub("closed")));
    }

    private void Opener(string script)
    {
        folder.Write("xdg-open", [.. System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n")]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Sub("xdg-open"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        environment["DISPLAY"] = ":0";
        environment["PATH"] = folder.Path;
    }

    private string Open(string page)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(error, error, false, false, false, 100, environment.GetValueOrDefault, TimeProvider.System, folder.Path);
        Browser.Open(page, new Report(terminal, json: false, quiet: true));
        return error.ToString().ReplaceLineEndings("\n");
    }
}
