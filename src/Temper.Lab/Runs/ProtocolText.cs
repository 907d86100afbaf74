namespace Temper.Lab.Runs;

/// <summary>Protocols as they are written in records, commands and tables: "chapter", "literal", "sound", "own".</summary>
public static class ProtocolText
{
    /// <summary>The text.</summary>
    /// <param name="protocol">A protocol.</param>
    public static string Text(this Protocol protocol) => SmallLetters<Protocol>.Text(protocol);

    /// <summary>The protocol of a text.</summary>
    /// <param name="text">A text.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Protocol Read(string text) => SmallLetters<Protocol>.Read(text, "protocol");

    /// <summary>The protocol of a text, if it is one.</summary>
    /// <param name="text">A text.</param>
    /// <param name="protocol">The protocol.</param>
    public static bool TryRead(string text, out Protocol protocol) => SmallLetters<Protocol>.TryRead(text, out protocol);
}
