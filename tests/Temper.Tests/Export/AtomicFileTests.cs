using System.Diagnostics;
using Temper.Data;
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

    [Fact]
    public void A_link_under_a_name_of_the_programs_own_is_replaced()
    {
        SpecialFiles.SkipOnWindows();
        folder.Write("victim", [1]);
        Directory.CreateDirectory(folder.Sub("elsewhere"));
        foreach (var (name, leadsTo) in new[] { ("file", "victim"), ("nothing", "made"), ("folder", "elsewhere"), ("circle", "circle") })
        {
            File.CreateSymbolicLink(folder.Sub(name), leadsTo);

            AtomicFile.WriteIn(folder.Path, name, "new");

            Assert.Null(new FileInfo(folder.Sub(name)).LinkTarget);
            Assert.Equal("new", File.ReadAllText(folder.Sub(name)));
        }

        Assert.Equal([1], File.ReadAllBytes(folder.Sub("victim")));
        Assert.False(File.Exists(folder.Sub("made")));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Sub("elsewhere")));
    }

    [Fact]
    public void Devices_are_known_by_what_they_are_and_not_by_where_they_lie()
    {
        SpecialFiles.SkipOnWindows();
        Directory.CreateSymbolicLink(folder.Sub("devices"), "/dev");
        Assert.All((string[])["/dev/null", folder.Sub("devices", "null"), SpecialFiles.Pipe(folder.Sub("pipe"))], path => Assert.True(FileKind.IsPipeOrDevice(path)));
        Assert.All((string[])[folder.Write("file", [1]), folder.Path, folder.Sub("nothing")], path => Assert.False(FileKind.IsPipeOrDevice(path)));
    }

    [Fact]
    public void Shared_memory_is_a_place_for_files()
    {
        const string place = "/dev/shm";
        Assert.SkipUnless(Directory.Exists(place), "there is no shared memory here");
        var file = Path.Combine(place, $"temper-test-{Guid.NewGuid():N}");
        try
        {
            AtomicFile.Write(file, "first");
            AtomicFile.Write(file, "second");
            Assert.Equal("second", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_is_written_brought_to_the_disk_renamed_and_its_folder_after_it()
    {
        var steps = new List<string>();
        var target = folder.Sub("new", "deep", "file");
        AtomicFile.Write(
            target,
            stream =>
            {
                steps.Add("write");
                stream.Write([1, 2, 3]);
            },
            followsLinks: true,
            new AtomicSteps(
                (handle, path) => steps.Add(FormattableString.Invariant($"file {Below(path)} {RandomAccess.GetLength(handle)}")),
                (from, to) =>
                {
                    steps.Add($"rename {Below(to)}");
                    File.Move(from, to);
                },
                path => steps.Add($"folder {Below(path)} {File.Exists(target)}")));

        // What was made is brought to the disk from the inside out: a name is of no use without the one around it.
        Assert.Equal(["folder new False", "folder . False", "write", "file new/deep/file 3", "rename new/deep/file", "folder new/deep True"], steps);
    }

    /// <summary>A failure of each step leaves no temporary file and no new folder; up to the last, what was there before still is.</summary>
    [Theory]
    [InlineData("write", true)]
    [InlineData("file", true)]
    [InlineData("rename", true)]
    [InlineData("folder", false)]
    public void A_failure_is_told_and_leaves_nothing_half_done(string failing, bool isBefore)
    {
        folder.Write("file", [1]);
        var steps = AtomicSteps.Real;
        steps = failing switch
        {
            "file" => steps with { SyncFile = (_, path) => throw new IOException($"{path}: the disk said no") },
            "rename" => steps with { Rename = (_, _) => throw new IOException("the disk said no") },
            "folder" => steps with { SyncFolder = path => throw new IOException($"{path}: the disk said no") },
            _ => steps,
        };
        void Write(string path) => AtomicFile.Write(path, stream => stream.Write(failing == "write" ? throw new IOException("the disk said no") : [2]), followsLinks: true, steps);

        var message = Assert.Throws<IOException>(() => Write(folder.Sub("file"))).Message;
        Assert.Throws<IOException>(() => Write(folder.Sub("new", "file")));

        Assert.StartsWith(folder.Sub("file") + ": ", message, StringComparison.Ordinal);
        Assert.Contains("the disk said no", message, StringComparison.Ordinal);
        Assert.Equal(!isBefore, message.Contains("is written, but may be gone after a power cut", StringComparison.Ordinal));
        Assert.Equal([isBefore ? (byte)1 : (byte)2], File.ReadAllBytes(folder.Sub("file")));
        Assert.Equal(["file"], folder.Files());
        Assert.False(Directory.Exists(folder.Sub("new")));
    }

    [Fact]
    public void The_disk_is_really_asked()
    {
        DiskSync.Folder(folder.Path);
        using (var file = new FileStream(folder.Sub("file"), FileMode.CreateNew, FileAccess.Write))
        {
            file.WriteByte(1);
            file.Flush();
            DiskSync.File(file.SafeFileHandle, "file");
        }

        if (!OperatingSystem.IsWindows())
        {
            // No folders: the system says so, which no other way of asking would.
            Assert.StartsWith(folder.Sub("nothing") + ": ", Assert.Throws<IOException>(() => DiskSync.Folder(folder.Sub("nothing"))).Message, StringComparison.Ordinal);
            Assert.Throws<IOException>(() => DiskSync.Folder(folder.Sub("file")));

            // Nothing there that a disk could be given.
            using var device = new FileStream("/dev/null", FileMode.Open, FileAccess.Write);
            DiskSync.File(device.SafeFileHandle, "device");
        }
    }

    private string Below(string path) => Path.GetRelativePath(folder.Path, path).Replace('\\', '/');

    private string Refusal(string name) =>
        Assert.Throws<IOException>(() => AtomicFile.Write(folder.Path + Path.DirectorySeparatorChar + name, "text")).Message;
}
