using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>Which quirks are on.</summary>
public sealed class QuirkSet
{
    // Kept by sound practice too: whole batches for BatchNorm (the rows left out are said), the chapter's learning rate
    // (so that only regularization differs; results hold at that rate), the last epoch's weights.
    private static readonly QuirkId[] KeptBySound = [QuirkId.Q12, QuirkId.Q19, QuirkId.Q26];

    private readonly HashSet<QuirkId> on;

    private QuirkSet(IEnumerable<QuirkId> on) => this.on = [.. on];

    /// <summary>Names of the quirks that are on, in order.</summary>
    public IReadOnlyList<string> On => [.. Quirks.All.Where(quirk => on.Contains(quirk.Id)).Select(quirk => quirk.Name)];

    /// <summary>Whether a quirk is on.</summary>
    /// <param name="id">The quirk.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public bool this[QuirkId id] => on.Contains(Quirks.Of(id).Id);

    /// <summary>A protocol's quirks; settings of the user's own have none.</summary>
    public static QuirkSet Of(Protocol protocol) => new(protocol switch
    {
        Protocol.Sound => KeptBySound,
        Protocol.Literal => Quirks.All.Where(quirk => quirk.IsSwitchable).Select(quirk => quirk.Id),
        Protocol.Own => [],
        _ => Quirks.All.Where(quirk => quirk.IsSwitchable && quirk.Id != QuirkId.Q1).Select(quirk => quirk.Id),
    });

    /// <summary>The same with one quirk switched.</summary>
    /// <param name="id">The quirk.</param>
    /// <param name="isOn">Whether it is on.</param>
    /// <exception cref="SpecException">It cannot be switched.</exception>
    public QuirkSet With(QuirkId id, bool isOn)
    {
        var quirk = Quirks.Of(id);
        return !quirk.IsSwitchable ? throw new SpecException($"{quirk.Name} cannot be switched here: {quirk.Off}.")
            : new QuirkSet(isOn ? on.Append(id) : on.Where(other => other != id));
    }

    /// <summary>The same with one quirk switched, from a text such as "Q4=off".</summary>
    /// <exception cref="SpecException">The text is not of that form, or the quirk cannot be switched.</exception>
    public QuirkSet With(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('=');
        if (parts is not [var id, "on" or "off"])
        {
            throw new SpecException($"A quirk is switched with a text such as Q4=off, received \"{text}\".");
        }

        return With(Quirks.Find(id).Id, parts[1] == "on");
    }
}
