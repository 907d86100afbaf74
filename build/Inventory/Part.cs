namespace Temper.Inventory;

/// <summary>A package that another one is made of or asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">Hash of its content, after <see cref="LicenceRules.Read"/> of its file, in hexadecimal; null for a package of this repository, which is built together with the other.</param>
/// <param name="Needs">Names of the parts that it asks for itself.</param>
internal sealed record Part(string Name, string Version, string? Sha512, IReadOnlyList<string> Needs)
{
    /// <summary>Its licence, an SPDX expression.</summary>
    public string Licence { get; init; } = "MIT";

    /// <summary>Who holds the rights, as the package says; may be empty.</summary>
    public string Copyright { get; init; } = "";

    /// <summary>Texts of licences and notices in the package.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
