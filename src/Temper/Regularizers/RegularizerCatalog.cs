using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Temper.Regularizers;

/// <summary>All regularizers with their defaults, in the order in which they act.</summary>
public static class RegularizerCatalog
{
    private static readonly JsonDerivedTypeAttribute[] Types =
        [.. typeof(Regularizer).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(type => (string)type.TypeDiscriminator!)];

    // Made when first asked for: who needs the names only, such as help and arms, need not start the serializer.
    private static readonly Lazy<IReadOnlyList<Regularizer>> WithDefaults = new(() =>
        [.. Names!.Select(name => JsonSerializer.Deserialize($$"""{"name":"{{name}}"}""", RegularizerJson.Default.Regularizer)!)]);

    /// <summary>One of each, with its defaults.</summary>
    public static IReadOnlyList<Regularizer> All => WithDefaults.Value;

    /// <summary>The regularizer of that name with its defaults; case does not matter.</summary>
    /// <param name="name">E.g. "mixup".</param>
    /// <exception cref="SpecException">There is none of that name; the message lists what there is.</exception>
    public static Regularizer Create(string name) =>
        All.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SpecException($"There is no regularizer \"{name}\"; expected one of {string.Join(", ", Names)}{Suggestion.Ending(name, Names)}");

    /// <summary>The place of a regularizer in the order in which they act.</summary>
    internal static int OrderOf(Regularizer regularizer) => Array.FindIndex(Types, type => type.DerivedType == regularizer.GetType());

    /// <summary>The name of a type.</summary>
    internal static string NameOf(Type type) => (string)Types.Single(known => known.DerivedType == type).TypeDiscriminator!;
}

/// <summary>Regularizers as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Regularizer))]
internal sealed partial class RegularizerJson : JsonSerializerContext;
