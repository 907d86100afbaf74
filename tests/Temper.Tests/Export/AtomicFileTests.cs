using System.Diagnostics;
using Temper.Export;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>What lies where a file is to be written.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_link_is_followed_and_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        folder.Write("file", [1]);
        File.CreateSymbolicLink(folder.Sub("link"), "file");

        AtomicFile.Write(folder.Sub("link"), "new");

        Assert.Equal("file", new FileInfo(folder.Sub("link")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder.Sub("file")));
    }

    [Fact]
    public void Permissions_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Write("secret", [1]), UnixFileMode.UserRead | UnixFileMode.UserWrite);

            AtomicFile.Write(folder.Sub("secret"), "new");

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Sub("secret")));

            // More than the process's mask gives to a new file.
            const UnixFileMode Shared = (UnixFileMode)0b110_110_110;
            File.SetUnixFileMode(folder.Write("shared", [1]), Shared);

            AtomicFile.Write(folder.Sub("shared"), "new");

            Assert.Equal(Shared, File.GetUnixFileMode(folder.Sub("shared")));
        }
    }

    [Fact]
    public void A_pipe_is_refused_and_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other pipes");
        using (var process = Process.Start("mkfifo", [folder.Sub("pipe")]))
        {
            process.WaitForExit();
        }

        Assert.Contains("is a device or a pipe", Refusal("pipe"), StringComparison.Ordinal);
        using var pipe = new FileStream(folder.Sub("pipe"), FileMode.Open, FileAccess.ReadWrite);
        Assert.False(pipe.CanSeek);
    }

    [Theory]
    [InlineData("")]
    [InlineData("new/")]
    public void A_folder_is_refused_and_none_is_made(string name)
    {
        Assert.Contains("is the name of a folder", Refusal(name), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Errors_name_the_file_that_was_asked_for()
    {
        folder.Write("file", [1]);

        var message = Refusal(Path.Combine("file", "below"));

        Assert.StartsWith(folder.Sub("file", "below") + ": cannot be written (", message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_be_as_long_as_names_may_be()
    {
        var name = new string('n', 255);
        AtomicFile.Write(folder.Sub(name), "text");
        Assert.Equal([name], folder.Files());
    }

    private string Refusal(string name) =>
        Assert.Throws<IOException>(() => AtomicFile.Write(folder.Path + Path.DirectorySeparatorChar + name, "text")).Message;
}
