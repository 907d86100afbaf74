using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Temper.Tests.Training;

/// <summary>
/// Records whose properties are away from their defaults, found by reflection: whoever adds a property has it here too. A value is taken
/// if the record stays valid with it, so options that exclude each other come in different records.
/// </summary>
internal static class Away
{
    private static readonly double[] Numbers = [0.25, 0.5, 0.75, 2, 3];

    /// <summary>The properties that a copy can change.</summary>
    public static IReadOnlyList<PropertyInfo> Settable(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)];

    /// <summary>A record made with its constructor's defaults; what has none is 3.</summary>
    public static object Default(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType == typeof(int) ? 3 : null)]);
    }

    /// <summary>A copy with one property changed.</summary>
    public static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    /// <summary>
    /// Copies of a record that have, together, every property away from what it is: one with as many as go together, and one for each of
    /// the others, alone or with another property that it needs.
    /// </summary>
    /// <param name="start">The record.</param>
    /// <param name="isValid">Whether a record may be.</param>
    /// <param name="others">Values to try for a property before the usual ones; empty for none.</param>
    /// <param name="stuck">Receives the properties that no valid record has away.</param>
    public static IReadOnlyList<object> Copies(
        object start, Func<object, bool> isValid, Func<PropertyInfo, IEnumerable<object?>> others, ICollection<PropertyInfo>? stuck = null)
    {
        var properties = Settable(start.GetType());
        var all = properties.Aggregate(start, (record, property) => Changed(record, property) ?? record);
        var copies = new List<object> { all };
        foreach (var property in properties.Where(property => IsSame(property.GetValue(all), property.GetValue(start))))
        {
            var alone = Changed(start, property) ?? properties
                .Where(other => other != property)
                .Select(other => Changed(start, other) is { } needed ? Changed(needed, property) : null)
                .FirstOrDefault(copy => copy is not null);
            if (alone is not null)
            {
                copies.Add(alone);
            }
            else
            {
                stuck?.Add(property);
            }
        }

        return copies;

        object? Changed(object record, PropertyInfo property) => others(property).Concat(Values(property, property.GetValue(record)))
            .Where(value => !IsSame(value, property.GetValue(start)))
            .Select(value => With(record, property, value))
            .FirstOrDefault(isValid);
    }

    /// <summary>Whether two values are the same; lists by their elements.</summary>
    public static bool IsSame(object? a, object? b) => a is IEnumerable list and not string && b is IEnumerable other
        ? list.Cast<object?>().SequenceEqual(other.Cast<object?>(), EqualityComparer<object?>.Create(IsSame))
        : Equals(a, b);

    /// <summary>Everything in an object, as text: properties of Temper's types, elements of lists, every digit of numbers.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IEnumerable list => $"[{string.Join(' ', list.Cast<object?>().Select(Text))}]",
        IFormattable number => number.ToString(number is float or double ? "R" : null, CultureInfo.InvariantCulture),
        _ when value.GetType().Namespace?.StartsWith("Temper", StringComparison.Ordinal) == true => $"{{{string.Join(' ', value.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => $"{property.Name}={Text(property.GetValue(value))}"))}}}",
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<object?> Values(PropertyInfo property, object? now)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when type == typeof(bool) => [!(bool)(now ?? false)],
            _ when type == typeof(int) => [(int)(now ?? 0) + 4, 2],
            _ when type == typeof(ulong) => [ulong.MaxValue - 5],
            _ when type == typeof(double) => Numbers.Select(number => (object?)number),
            _ when type == typeof(string) => ["own"],
            _ when type == typeof(TimeSpan) => [TimeSpan.FromMinutes(2.5)],
            _ when type.IsEnum => Enum.GetValues(type).Cast<object?>(),
            _ when type == typeof(IReadOnlyList<string>) => [new[] { "Q4=on" }],
            _ => [],
        };
    }
}
