using System.Globalization;
using System.Text;

namespace Temper.Inventory;

/// <summary>The licences of what others made, as they must go with it.</summary>
internal static class LicenceNotices
{
    private const string PublicDomain = "LicenseRef-PublicDomain";

    /// <summary>Its place in a package.</summary>
    public const string Place = "THIRD-PARTY-NOTICES.txt";

    private const string Rule = "--------------------------------------------------------------------------------";

    /// <summary>Writes them.</summary>
    /// <param name="name">The package that holds the parts.</param>
    /// <param name="parts">Its parts; those of this repository are left out.</param>
    /// <param name="texts">Finds the text of a licence by its SPDX name; null where there is none to pass on.</param>
    public static string Write(string name, IReadOnlyList<Part> parts, Func<string, string?> texts)
    {
        var others = parts.Where(part => part.Sha512 is not null).ToList();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{name} is under the MIT licence. In its package are these parts that others made:\n\n");
        foreach (var part in others)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Name} {part.Version}: {part.Licence}{(part.Copyright.Length == 0 ? "" : $". {part.Copyright}")}\n");
        }

        foreach (var part in others.Where(part => part.Notices.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Rule}\n{part.Name} {part.Version}\n\n{string.Join($"\n\n", part.Notices)}\n");
        }

        foreach (var licence in others.SelectMany(part => part.Licence.Split([" OR ", " AND "], StringSplitOptions.None)).Distinct().Order(StringComparer.Ordinal))
        {
            var named = others.Where(part => part.Licence.Contains(licence, StringComparison.Ordinal)).ToList();
            if (texts(licence) is not { } whole)
            {
                // What is in the public domain asks for nothing.
                if (licence != PublicDomain && named.FirstOrDefault(part => part.Notices.Count == 0) is { } bare)
                {
                    throw new InvalidDataException($"{bare.Name} {bare.Version}: its licence {licence} has no text here, and the package brings none; add it to build/Inventory/licences.");
                }
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Rule}\n{licence}: {string.Join(", ", named.Select(part => part.Name))}\n\n{whole.ReplaceLineEndings("\n").Trim()}\n");
            }
        }

        return text.ToString();
    }
}
