using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>Which quirks are on.</summary>
public sealed class QuirkSet
{
    private readonly Quirk[] on;

    private QuirkSet(Func<Quirk, bool> isOn) => on = [.. Quirks.All.Where(isOn)];

    /// <summary>Names of the quirks that are on, in order.</summary>
    public IReadOnlyList<string> On => [.. on.Select(quirk => quirk.Name)];

    /// <summary>Whether a quirk is on.</summary>
    /// <param name="id">The quirk.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public bool this[QuirkId id] => Has(Quirks.Of(id).Id);

    /// <summary>A protocol's quirks; settings of the user's own have none.</summary>
    public static QuirkSet Of(Protocol protocol) => new(protocol switch
    {
        Protocol.Sound => IsKeptBySound,
        Protocol.Literal => quirk => quirk.IsSwitchable,
        Protocol.Own => _ => false,
        _ => quirk => quirk.IsSwitchable && quirk.Id != QuirkId.Q1,
    });

    /// <summary>The same with one quirk switched.</summary>
    /// <param name="id">The quirk.</param>
    /// <param name="isOn">Whether it is on.</param>
    /// <exception cref="SpecException">It cannot be switched.</exception>
    public QuirkSet With(QuirkId id, bool isOn)
    {
        var quirk = Quirks.Of(id);
        return !quirk.IsSwitchable ? throw new SpecException($"{quirk.Name} cannot be switched here: {quirk.Off}.")
            : new QuirkSet(other => other.Id == id ? isOn : Has(other.Id));
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

    private bool Has(QuirkId id) => Array.Exists(on, quirk => quirk.Id == id);

    /// <summary>
    /// Sound practice too has whole batches for BatchNorm (the rows left out are said), the chapter's learning rate
    /// (so that only regularization differs; results hold at that rate) and the last epoch's weights.
    /// </summary>
    private static bool IsKeptBySound(Quirk quirk) => quirk.Id is QuirkId.Q12 or QuirkId.Q19 or QuirkId.Q26;
}
