using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>Which quirks are on.</summary>
public sealed class QuirkSet
{
    // Kept by sound practice too: whole batches for BatchNorm (the rows left out are said), the chapter's learning rate
    // (so that only regularization differs; results hold at that rate), the last epoch's weights.
    private static readonly string[] KeptBySound = ["Q12", "Q19", "Q26"];

    private readonly HashSet<string> on;

    private QuirkSet(IEnumerable<string> on) => this.on = [.. on];

    /// <summary>Numbers of the quirks that are on, in order.</summary>
    public IReadOnlyList<string> On => [.. Quirks.All.Select(quirk => quirk.Id).Where(on.Contains)];

    /// <summary>Whether a quirk is on.</summary>
    public bool this[string id] => on.Contains(id);

    /// <summary>A protocol's quirks; settings of the user's own have none.</summary>
    public static QuirkSet Of(Protocol protocol) => new(protocol switch
    {
        Protocol.Sound => KeptBySound,
        Protocol.Literal => Quirks.All.Where(quirk => quirk.IsSwitchable).Select(quirk => quirk.Id),
        Protocol.Own => [],
        _ => Quirks.All.Where(quirk => quirk.IsSwitchable && quirk.Id != "Q1").Select(quirk => quirk.Id),
    });

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

        var quirk = Quirks.Find(id);
        if (!quirk.IsSwitchable)
        {
            throw new SpecException($"{quirk.Id} cannot be switched here: {quirk.Off}.");
        }

        return new QuirkSet(parts[1] == "on" ? on.Append(quirk.Id) : on.Where(other => other != quirk.Id));
    }
}
