using Temper.Cli.Options;
using Temper.Data;
using Temper.Devices;

namespace Temper.Cli.Output;

/// <summary>Where a command writes and what that place can show. Tests make their own.</summary>
/// <param name="Out">Standard output: results.</param>
/// <param name="Error">Standard error: errors and progress, and with --json everything but the document.</param>
/// <param name="IsOutTerminal">Whether a person reads standard output.</param>
/// <param name="IsErrorTerminal">Whether a person reads standard error.</param>
/// <param name="HasColours">Whether ANSI codes may be written to a terminal.</param>
/// <param name="Width">Columns of the window.</param>
/// <param name="Environment">Looks up environment variables.</param>
/// <param name="Time">The clock.</param>
/// <param name="Start">Where relative paths begin; null where that folder is gone.</param>
internal sealed record Terminal(
    TextWriter Out,
    TextWriter Error,
    bool IsOutTerminal,
    bool IsErrorTerminal,
    bool HasColours,
    int Width,
    Func<string, string?> Environment,
    TimeProvider Time,
    string? Start)
{
    /// <summary>Standard output; what it must not show is made visible on the way.</summary>
    public TextWriter Out { get; } = new VisibleWriter(Out);

    /// <summary>Standard error; what it must not show is made visible on the way.</summary>
    public TextWriter Error { get; } = new VisibleWriter(Error);

    /// <summary>Writes terminal escape codes; their text has been cleaned by the caller.</summary>
    /// <param name="isError">Whether to standard error.</param>
    /// <param name="text">What to write.</param>
    public void Draw(bool isError, string text) => ((VisibleWriter)(isError ? Error : Out)).Draw(text);

    /// <summary>Where relative paths begin.</summary>
    /// <exception cref="IOException">The folder is gone.</exception>
    public string WorkingFolder => Start
        ?? throw new IOException(
            "The folder that this was started in is gone, so relative paths lead nowhere; "
            + "change to another folder, or give absolute paths (--out, --store, --data).");

    /// <summary>The full path of a path that was typed.</summary>
    /// <param name="path">Relative or not.</param>
    /// <exception cref="IOException">It is relative, and the folder that it begins in is gone.</exception>
    public string FullPath(string path)
    {
        var full = Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : Path.GetFullPath(path, WorkingFolder);
        Paths.Add(path);
        Paths.Add(full);
        return full;
    }

    /// <summary>Paths that a folded line keeps whole.</summary>
    public KnownPaths Paths { get; } = new();

    /// <summary>Lines of the window; 24 if unknown.</summary>
    public int Height { get; init; } = 24;

    /// <summary>Asks for the size that the window has now; null where it keeps <see cref="Width"/> and <see cref="Height"/>.</summary>
    public Func<(int Width, int Height)>? Measure { get; init; }

    /// <summary>Columns and lines now, for what is drawn again and again.</summary>
    public (int Width, int Height) Size => Measure?.Invoke() ?? (Width, Height);

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Where data sets are fetched from and to; environment and clock are those above.</summary>
    public DatasetCatalogOptions Data { get; init; } = new();

    /// <summary>The memory that there is for data, nets and results.</summary>
    public HostMemory Memory => Data.Memory;

    /// <summary>Where GPUs come from.</summary>
    public IGpuSource Gpus { get; init; } = new GpuSource();
}
