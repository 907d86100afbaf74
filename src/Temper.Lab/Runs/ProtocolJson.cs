namespace Temper.Lab.Runs;

/// <summary>Protocols in JSON, as <see cref="ProtocolText"/> has them.</summary>
public sealed class ProtocolJson() : SmallLettersJson<Protocol>("protocol");
