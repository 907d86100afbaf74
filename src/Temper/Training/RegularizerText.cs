using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Data;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>
/// Regularizers as they are written in commands and in names of arms: "mixup", "mixup=.2", "lookahead=.5:k=10", and several with a plus between.
/// </summary>
public static class RegularizerText
{
    /// <summary>Reads one.</summary>
    /// <param name="text">Name, optionally = strength, optionally further options as :name=value.</param>
    /// <param name="known">Regularizers that are there already: one of the same name keeps what the text does not say. Default: none.</param>
    /// <exception cref="SpecException">There is no such regularizer, or a number is wrong; the message says which.</exception>
    public static Regularizer Read(string text, IReadOnlyList<Regularizer>? known = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? parts[0] : parts[0][..equals]).Trim();
        if (name.Length == 0)
        {
            throw new SpecException($"\"{OneLine.Of(text)}\": a name is missing; a regularizer is written NAME or NAME=NUMBER, such as mixup=.2.");
        }

        if (WithPluses(text) is { } mended)
        {
            throw new SpecException($"\"{OneLine.Of(text)}\" has no plus between; write {mended}.");
        }

        var defaults = RegularizerCatalog.Create(name);
        var regularizer = known?.FirstOrDefault(one => one.GetType() == defaults.GetType()) ?? defaults;
        if (equals >= 0)
        {
            regularizer = regularizer.At(Strength(regularizer, parts[0][(equals + 1)..].Trim(), text));
        }

        var result = OptionJson.Apply(regularizer, parts.Skip(1), equals >= 0 ? [regularizer.Info.Strength!.Name] : null);
        result.Validate();
        return result;
    }

    /// <summary>Reads several with a plus between.</summary>
    /// <param name="text">Regularizers.</param>
    /// <param name="known">As for <see cref="Read"/>.</param>
    /// <exception cref="SpecException">As <see cref="Read"/>, or one is given twice.</exception>
    public static IReadOnlyList<Regularizer> ReadAll(string text, IReadOnlyList<Regularizer>? known = null)
    {
        var parts = Split(text);
        if (parts.Count > 1 && parts.Contains(""))
        {
            throw new SpecException($"\"{OneLine.Of(text)}\": a name is missing between the plus signs; write such as mixup=.2+ema=.99.");
        }

        var all = parts.Select(part => Read(part, known)).ToList();
        return all.GroupBy(one => one.GetType()).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SpecException($"\"{text}\" has {twice.First().Name} twice; give each once.")
            : all;
    }

    /// <summary>Writes one: with its strength, and with those of its options that are not the defaults.</summary>
    /// <param name="regularizer">The regularizer.</param>
    public static string Write(Regularizer regularizer)
    {
        ArgumentNullException.ThrowIfNull(regularizer);
        var info = regularizer.Info.Strength;
        var defaults = Fields(RegularizerCatalog.Create(regularizer.Name));
        var options = Fields(regularizer).Where(
            field => field.Key is not "name" && field.Key != info?.Name && !JsonNode.DeepEquals(field.Value, defaults[field.Key]));
        var strength = info is null ? "" : $"={Text(regularizer.Strength)}";
        return $"{regularizer.Name}{strength}{string.Concat(options.Select(field => $":{field.Key}={field.Value}"))}";
    }

    /// <summary>Writes several in the order in which they act: "mixup=0.2, ema=0.99"; empty for none.</summary>
    /// <param name="regularizers">The regularizers.</param>
    public static string WriteAll(IEnumerable<Regularizer> regularizers)
    {
        ArgumentNullException.ThrowIfNull(regularizers);
        return string.Join(", ", regularizers.OrderBy(RegularizerCatalog.OrderOf).Select(Write));
    }

    /// <summary>Splits at the pluses between parts; one inside a number (1e+3, =+.5) is none.</summary>
    /// <param name="text">Parts with a plus between.</param>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && !IsSign(text, start, i))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    /// <summary>Several regularizers that have commas or blanks between, with a plus between; null for anything else.</summary>
    /// <param name="text">What was typed.</param>
    public static string? WithPluses(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = text.Split([',', ';', '&', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return pieces.Length > 1 && pieces.All(piece => RegularizerCatalog.Names.Contains(piece.Split('=', ':')[0], StringComparer.OrdinalIgnoreCase))
            ? string.Join('+', pieces)
            : null;
    }

    /// <summary>A number as it stands in names.</summary>
    /// <param name="value">The number.</param>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>Whether a plus belongs to a number: it follows the equals sign, or a number and its e, and goes before a digit.</summary>
    private static bool IsSign(string text, int start, int plus)
    {
        var value = text.LastIndexOf('=', plus - 1 < start ? start : plus - 1, Math.Max(0, plus - start)) + 1;
        if (value <= start || plus + 1 == text.Length || !(char.IsAsciiDigit(text[plus + 1]) || text[plus + 1] == '.'))
        {
            return false;
        }

        var before = text[value..plus].Trim();
        return before.Length == 0 || (text[plus - 1] is 'e' or 'E' && NumberText.TryRead(before[..^1], out double _, out _));
    }

    private static double Strength(Regularizer regularizer, string value, string text)
    {
        var info = regularizer.Info.Strength ?? throw new SpecException($"\"{text}\": {regularizer.Name} is on or off; it takes no number.");
        if (info.IsWhole)
        {
            return !NumberText.TryReadWhole(value, out long whole, out var wrong, "2") ? throw new SpecException($"\"{text}\": {wrong}.")
                : info.Contains(whole) ? whole
                : throw new SpecException(FormattableString.Invariant($"\"{text}\": {info.Name} must be {info.RangeText}, received {whole}."));
        }

        var isNumber = NumberText.TryRead(value, out double number, out var problem);
        return !isNumber ? throw new SpecException($"\"{text}\": {problem}.")
            : info.Contains(number) ? number
            : throw new SpecException(FormattableString.Invariant($"\"{text}\": {info.Name} must be {info.Expected(number)}, received {number}."));
    }

    private static JsonObject Fields(Regularizer regularizer) =>
        JsonSerializer.SerializeToNode(regularizer, SpecJson.Default.Regularizer)!.AsObject();
}
