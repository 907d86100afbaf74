using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary>By whose way a training goes. In records and commands it is its name in small letters (<see cref="ProtocolText"/>).</summary>
[JsonConverter(typeof(ProtocolJson))]
public enum Protocol
{
    /// <summary>As the chapter's code does it, quirks and all, with the same recorded numbers.</summary>
    Chapter,

    /// <summary>As <see cref="Chapter"/>, and also with its wasted work: the whole validation after every batch.</summary>
    Literal,

    /// <summary>As sound practice does it.</summary>
    Sound,

    /// <summary>By settings of the user's own.</summary>
    Own,
}
