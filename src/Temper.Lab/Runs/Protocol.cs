namespace Temper.Lab.Runs;

/// <summary>How an experiment of the chapter is carried out.</summary>
public enum Protocol
{
    /// <summary>As the chapter's code does it, quirks and all, with the same recorded numbers.</summary>
    Chapter,

    /// <summary>As <see cref="Chapter"/>, and also with its wasted work: the whole validation after every batch.</summary>
    Literal,

    /// <summary>As sound practice does it.</summary>
    Sound,
}
