using System.Text;

namespace Temper.Cli.Output;

/// <summary>
/// Standard output or standard error, where text leaves: whatever any command, library or exception writes goes through
/// <see cref="VisibleText"/>, so that nothing has to remember it. Only <see cref="Draw"/> writes codes.
/// </summary>
internal sealed class VisibleWriter(TextWriter writer) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => writer.Encoding;

    public override string NewLine => writer.NewLine;

    /// <summary>Writes terminal escape codes; their text has been cleaned by the caller.</summary>
    public void Draw(string text) => writer.Write(text);

    public override void Write(char value) => writer.Write(char.IsSurrogate(value) ? value : VisibleText.Lines(value.ToString())[0]);

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => writer.Write(VisibleText.Lines(value ?? ""));

    public override void WriteLine() => writer.WriteLine();

    public override void WriteLine(string? value) => writer.WriteLine(VisibleText.Lines(value ?? ""));

    public override void Flush() => writer.Flush();
}
