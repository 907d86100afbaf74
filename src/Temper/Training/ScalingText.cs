using System.Reflection;
using System.Text.Json.Serialization;
using Temper.Data;

namespace Temper.Training;

/// <summary>Scalings as they are written in commands: "standard", "min-max:a=-1:b=1".</summary>
public static class ScalingText
{
    private static readonly JsonDerivedTypeAttribute[] Types = [.. typeof(Scaling).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(type => (string)type.TypeDiscriminator!)];

    /// <summary>What it is called.</summary>
    /// <param name="scaling">One of those that have a name.</param>
    internal static string NameOf(Scaling scaling) => (string)Types.First(type => type.DerivedType == scaling.GetType()).TypeDiscriminator!;

    /// <summary>Reads one.</summary>
    /// <param name="text">Its name, and its options as :name=value.</param>
    /// <exception cref="SpecException">There is no such scaling, or a number is wrong; the message says which.</exception>
    public static Scaling Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', StringSplitOptions.TrimEntries);
        var name = Names.FirstOrDefault(known => string.Equals(known, parts[0], StringComparison.OrdinalIgnoreCase))
            ?? throw new SpecException(
                $"There is no scaling \"{OneLine.Of(parts[0])}\"; expected one of {string.Join(", ", Names)}{Suggestion.Ending(parts[0], Names)}");
        var scaling = OptionJson.Apply(SpecJson.Read($$"""{"name":"{{name}}"}""", name, SpecJson.Default.Scaling), parts.Skip(1));
        scaling.Validate();
        return scaling;
    }
}
